/** How each unit is written: the mark in front of its text and its part of a reference in words. */

export const NBSP = '\u00a0'

/** Blocks that number themselves. */
export type UnitKind = 'chapter' | 'section' | 'ust' | 'pkt' | 'lit' | 'tiret'

const LATIN_LETTERS = 26

const TIRET_ORDINALS = [
  'pierwsze',
  'drugie',
  'trzecie',
  'czwarte',
  'piąte',
  'szóste',
  'siódme',
  'ósme',
  'dziewiąte',
  'dziesiąte',
  'jedenaste',
  'dwunaste',
  'trzynaste',
  'czternaste',
  'piętnaste',
  'szesnaste',
  'siedemnaste',
  'osiemnaste',
  'dziewiętnaste',
  'dwudzieste',
]

const ROMAN_DIGITS: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

/** The mark in front of the text of the unit. `ordinal` counts from 1. */
export function unitMark(kind: UnitKind, ordinal: number): string {
  if (kind === 'chapter') return `Rozdział${NBSP}${ordinal}.`
  if (kind === 'section') return `§${NBSP}${ordinal}.`
  if (kind === 'ust') return `${ordinal}.`
  if (kind === 'pkt') return `${ordinal})`
  if (kind === 'lit') return `${legalLetter(ordinal)})`
  return '–'
}

/** The part of a reference that names the unit. `ordinal` counts from 1. */
export function unitName(kind: UnitKind, ordinal: number): string {
  if (kind === 'chapter') return `Rozdział${NBSP}${ordinal}`
  if (kind === 'section') return `§${NBSP}${ordinal}`
  if (kind === 'ust') return `ust.${NBSP}${ordinal}`
  if (kind === 'pkt') return `pkt${NBSP}${ordinal}`
  if (kind === 'lit') return `lit.${NBSP}${legalLetter(ordinal)}`
  return `tiret${NBSP}${tiretOrdinal(ordinal)}`
}

/** Two marks or names on one line; an empty one leaves no space behind. */
export function joinNames(first: string, second: string): string {
  if (first === '' || second === '') return first + second
  return `${first}${NBSP}${second}`
}

/**
 * The letter of a lit.: a … z, then za … zz, then zza …, as in the rules of legislative technique (`domain.md` §5.4).
 * `ordinal` counts from 1.
 */
export function legalLetter(ordinal: number): string {
  const rounds = Math.floor((ordinal - 1) / LATIN_LETTERS)
  const letter = String.fromCharCode('a'.charCodeAt(0) + ((ordinal - 1) % LATIN_LETTERS))
  return 'z'.repeat(rounds) + letter
}

/** A tiret is named by an ordinal word; past the twentieth, by its number. `ordinal` counts from 1. */
export function tiretOrdinal(ordinal: number): string {
  return TIRET_ORDINALS[ordinal - 1] ?? String(ordinal)
}

/** The mark of a numbered list item: 1. at the outermost level, then a., then i., then 1. again, as browsers and Word do. */
export function listMark(ordinal: number, level: number): string {
  if (level % 3 === 1) return `${spreadsheetLetters(ordinal)}.`
  if (level % 3 === 2) return `${roman(ordinal)}.`
  return `${ordinal}.`
}

function spreadsheetLetters(ordinal: number): string {
  const before = Math.floor((ordinal - 1) / LATIN_LETTERS)
  const letter = String.fromCharCode('a'.charCodeAt(0) + ((ordinal - 1) % LATIN_LETTERS))
  return before === 0 ? letter : spreadsheetLetters(before) + letter
}

function roman(ordinal: number): string {
  let rest = ordinal
  let mark = ''
  for (const [value, digits] of ROMAN_DIGITS) {
    while (rest >= value) {
      mark += digits
      rest -= value
    }
  }
  return mark
}
