const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 12

/**
 * A fresh id for a block, a row or a column: 12 lower-case letters and digits.
 * @param random numbers in [0, 1), injected where ids must repeat (seeded tests, demo content)
 */
export function newBlockId(random: () => number = Math.random): string {
  let id = ''
  while (id.length < LENGTH) id += ALPHABET[Math.floor(random() * ALPHABET.length)]
  return id
}

/** The id of text that stands before the first marker. Ids of this form are shown, never stored. */
export const HEAD_ID = '~'

/** The id of text that stands between a table and the next marker. */
export function implicitIdAfter(tableId: string): string {
  return `~${tableId}`
}

/** Ids of implicit blocks begin with `~`, which no stored id may contain. */
export function isImplicitId(id: string): boolean {
  return id.startsWith('~')
}
