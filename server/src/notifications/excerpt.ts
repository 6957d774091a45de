import { type Spoken, spokenWords } from '../comments/spoken.ts'

const MAX_LENGTH = 280

/** The beginning of what was said; null where it was taken back or hidden. */
export function toExcerpt(spoken: Spoken): string | null {
  const words = spokenWords(spoken)
  return words === null ? null : toBeginning(words)
}

/** As many words as a list or a mail shows. */
function toBeginning(words: string): string {
  const letters = [...words]
  return letters.length <= MAX_LENGTH ? words : `${letters.slice(0, MAX_LENGTH).join('').trimEnd()}…`
}

/** As much of a proposal as is told of it. */
export const toldSelect = { decisionReason: true, hiddenAt: true } as const

interface Told {
  decisionReason: string | null
  hiddenAt: Date | null
}

/** What is shown of what a person is told: the words said, or why their proposal was decided so. */
export function excerptOf(comment: Spoken | null, proposal: Told | null): string | null {
  if (comment !== null) return toExcerpt(comment)
  return proposal?.decisionReason && proposal.hiddenAt === null ? toBeginning(proposal.decisionReason) : null
}
