/** A message of the catalogue, with values and, where something is counted, how many. */
export type Translate = (key: string, values?: Record<string, unknown>, count?: number) => string

const EXCERPT_WORDS = 8
const CONTEXT_WORDS = 3
/** Not between the groups of a number, which is one word. */
const BLANKS = /(?<!\d)[ \t\n]+|[ \t\n]+(?!\d{3}(?!\d))/

/** The first words of a text, to recognise it by. */
export function excerpt(text: string): string {
  const words = text.trim().split(BLANKS)
  if (words.length <= EXCERPT_WORDS) return words.join(' ')
  return `${words
    .slice(0, EXCERPT_WORDS)
    .join(' ')
    .replace(/[,;:–-]+$/, '')}…`
}

/** The words right before a change, to find its place by. */
export function lastWords(text: string): string {
  return text.trim().split(BLANKS).slice(-CONTEXT_WORDS).join(' ')
}
