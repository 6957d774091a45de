import type { BlockKind } from '@app/server/document'

export interface Mark {
  kind: BlockKind
  /** How many characters it takes in the text; 0 where a word processor painted it. */
  length: number
  /** What an ust. or an item of a list is numbered with. */
  number?: number
  /** It may be an ordinal or a date as well: "100. rocznica", "15. 10. 2026". */
  isWeak?: boolean
}

export const RAISED = '[⁰¹²³⁴-⁹ⁱⁿʰ-ˣᵃ-ᶻ]*'
const USUAL = `\\d{1,3}[a-z]?${RAISED}`
const SECTION = `§\\s*\\d+[a-z]*${RAISED}`
const CHAPTER = '(?:rozdział|dział)\\s+(?:[ivxlc]+|\\d+[a-z]?)(?![\\p{L}\\d])'

/** Of which acts people cite units: "§ 3 Regulaminu" and "Rozdział 3 Programu" are no titles. */
const ACTS =
  'regulaminu|statutu|programu|planu|uchwały|ustawy|umowy|porozumienia|kodeksu|konstytucji|ordynacji|rozporządzenia|zarządzenia|obwieszczenia|decyzji|załącznika|projektu|wytycznych|instrukcji|procedury|strategii|polityki|karty|zasad|k\\.?p\\.?a|k\\.?p\\.?c|k\\.?c'
const NAMES_ACT = new RegExp(`^(?:${ACTS})(?!\\p{L})`, 'iu')

interface Pattern {
  kind: BlockKind
  pattern: RegExp
  /** Are words in small letters, and the names of acts, no words to go on with? */
  isTitled?: boolean
}

/**
 * Printed marks of Polish drafting, the longest first: "§ 6." is no ust. and "1)" no "1.". A § is one as "§ 6.", alone
 * on its line, right before its first ust. or a title; before a word in small letters it is a reference: "§ 6 ust. 2".
 */
const MARKS: readonly Pattern[] = [
  { kind: 'chapter', pattern: new RegExp(`^${CHAPTER}(?:\\s*[.:](?!\\d)\\s*|[^\\S\\n]*(?:\\n\\s*|$))`, 'iu') },
  { kind: 'chapter', pattern: new RegExp(`^${CHAPTER}\\s+(?:[–—-]\\s+)?`, 'iu'), isTitled: true },
  { kind: 'section', pattern: new RegExp(`^${SECTION}[^\\S\\n]*(?:\\n\\s*|$)`, 'u') },
  { kind: 'section', pattern: new RegExp(`^${SECTION}\\s+(?=1\\.\\s)`, 'u') },
  {
    kind: 'section',
    pattern: new RegExp(`^${SECTION}\\s*\\.(?!\\s*\\p{Ll}(?!\\p{Ll}?\\)))(?:\\s+|$|(?=\\p{Lu}|${USUAL}\\.\\s))`, 'u'),
  },
  { kind: 'section', pattern: new RegExp(`^${SECTION}\\s+`, 'u'), isTitled: true },
  { kind: 'ust', pattern: new RegExp(`^${USUAL}\\.(?:\\s+|$)`, 'u') },
  { kind: 'pkt', pattern: new RegExp(`^${USUAL}\\)\\s*`, 'u') },
  { kind: 'lit', pattern: /^[a-z]{1,2}\)\s*/u },
  { kind: 'tiret', pattern: /^[–—-]\s+/u },
]

/** The mark a text starts with. */
export function matchMark(text: string): Mark | null {
  for (const { kind, pattern, isTitled } of MARKS) {
    const length = pattern.exec(text)?.[0].length
    if (length === undefined || (isTitled && !startsTitle(text.slice(length)))) continue
    return kind === 'ust' ? { kind, length, ...readNumber(text) } : { kind, length }
  }
  return null
}

function startsTitle(rest: string): boolean {
  return /^\p{Lu}/u.test(rest) && !NAMES_ACT.test(rest)
}

/** The number a text starts with, as "1. kupić" and "3a. Lokale" do. */
export function readNumber(text: string): Pick<Mark, 'number' | 'isWeak'> {
  return { number: Number.parseInt(text, 10), isWeak: /^\d+\.\s+[\p{Ll}\d]/u.test(text) }
}
