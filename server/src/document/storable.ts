// PostgreSQL holds no NUL in a text, and no lone half of a character in JSON; UTF-8 holds none anywhere.

const NUL = '\0'
const LONE_HALF = /\p{Surrogate}/u
const UNSTORABLE = /[\0\p{Surrogate}]/gu

/** Stands for what cannot be kept; one UTF-16 unit, as that is. */
const REPLACEMENT = '\ufffd'

/** Can a database keep these words as they are, in a text and in JSON? */
export function isStorable(words: string): boolean {
  return !words.includes(NUL) && !LONE_HALF.test(words)
}

/** These words as a database can keep them, for texts from before such characters were refused, and texts that are cut. */
export function toStorable(words: string): string {
  return isStorable(words) ? words : words.replace(UNSTORABLE, REPLACEMENT)
}

/** The same where somebody types or pastes: a character that nobody sees leaves no trace. */
export function withoutNul(words: string): string {
  return words.replaceAll(NUL, '')
}

/** Whether every string in a plain value is storable, keys included. */
export function isStorableValue(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).flat().every(isStorableValue)
}
