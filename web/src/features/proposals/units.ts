import { baseOf, type DocumentContent, inlineText, labelContent } from '@app/server/document'

/** A block of text whose wording can be proposed. */
export interface ProposableUnit {
  id: string
  /** „§ 6 ust. 3”; empty where it has no name. */
  label: string
  /** Its first words, to tell it from others. */
  words: string
  /** All of it, as it is without proposals. */
  wording: string
}

const SHOWN_LENGTH = 60

export function toShown(wording: string): string {
  return wording.length > SHOWN_LENGTH ? `${wording.slice(0, SHOWN_LENGTH)}…` : wording
}

export function unitsOf(content: DocumentContent): ProposableUnit[] {
  const base = baseOf(content)
  const labels = labelContent(base)
  return base.flatMap((block, index) => {
    if (block.type !== 'block' || block.id.startsWith('~')) return []
    const wording = inlineText(block.content)
    const label = labels[index]?.reference ?? ''
    return wording.trim() === '' ? [] : [{ id: block.id, label, words: toShown(wording), wording }]
  })
}
