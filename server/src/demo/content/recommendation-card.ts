import { type Draft, heading, paragraph, pkt } from '../../templates/outline.ts'

export interface Card {
  problem: string
  /** One point is a sentence of its own, several are numbered. */
  recommendation: readonly string[]
  grounds: string
  addressee: string
  effect: string
}

/** The card of a recommendation as blocks (`domain.md` §3.3). */
export function recommendationCard(card: Card): Draft[] {
  const [only, ...others] = card.recommendation
  const points = others.length === 0 ? [paragraph(only)] : card.recommendation.map((point) => pkt(point))
  return [
    heading('Problem'),
    paragraph(card.problem),
    heading('Rekomendacja'),
    ...points,
    heading('Uzasadnienie'),
    paragraph(card.grounds),
    heading('Adresat'),
    paragraph(card.addressee),
    heading('Oczekiwany efekt i wskaźnik'),
    paragraph(card.effect),
  ]
}
