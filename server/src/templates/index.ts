/** What a new document may start from. Titles and texts are content, written in Polish like the documents themselves. */
import type { DocumentKind } from '@app/prisma'
import type { DocumentContent } from '../document/content.ts'
import { MINUTES } from './minutes.ts'
import { paragraph, toContent } from './outline.ts'
import { PROGRAMME } from './programme.ts'
import { RECOMMENDATION } from './recommendation.ts'

export interface DocumentTemplate {
  key: string
  kind: DocumentKind
  title: string
  description: string
  /** For people who use the page in English; the text of the document stays Polish. */
  titleEn: string
  descriptionEn: string
  content: DocumentContent
}

export const TEMPLATES: readonly DocumentTemplate[] = [
  {
    key: 'recommendation',
    kind: 'RECOMMENDATION',
    title: 'Rekomendacja Forum',
    description: 'Karta rekomendacji: problem, propozycja, uzasadnienie, podstawa prawna, adresat i oczekiwany efekt.',
    titleEn: 'Forum recommendation',
    descriptionEn: 'A recommendation card: problem, proposal, grounds, legal basis, addressee and expected effect.',
    content: toContent(RECOMMENDATION, 'r'),
  },
  {
    key: 'programme',
    kind: 'PROGRAMME',
    title: 'Program współpracy',
    description: 'Roczny program w trzynastu rozdziałach, z jedenastoma elementami wymaganymi przez ustawę.',
    titleEn: 'Cooperation programme',
    descriptionEn: 'A yearly programme in thirteen chapters, with the eleven elements that the act requires.',
    content: toContent(PROGRAMME, 'p'),
  },
  {
    key: 'minutes',
    kind: 'OTHER',
    title: 'Protokół z posiedzenia',
    description: 'Obecność, porządek obrad, przebieg, wyniki głosowań i zdania odrębne.',
    titleEn: 'Minutes of a meeting',
    descriptionEn: 'Attendance, agenda, proceedings, results of votes and dissenting opinions.',
    content: toContent(MINUTES, 'm'),
  },
  {
    key: 'blank',
    kind: 'OTHER',
    title: 'Pusty dokument',
    description: 'Bez gotowego układu: od pierwszego zdania.',
    titleEn: 'Blank document',
    descriptionEn: 'No ready-made layout: from the first sentence on.',
    content: toContent([paragraph()], 'b'),
  },
]
