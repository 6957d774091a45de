/** Words of a text as people count them: what a comparison keeps, takes out and puts in. */
import { Effort } from './effort.ts'

/**
 * A number with its groups, decimals, hours or day and month is one word („8 600 000”, „31.03.2027”, „9:05”), so is a run
 * of letters and digits; every other visible character stands alone. White space belongs to nobody, and a number is the
 * same with and without the spaces between its groups.
 */
const TOKEN =
  /\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,:]\d+)*(?![\p{L}\p{M}\d])|[\p{L}\p{N}\p{M}]+|\S/uy
const HAS_LETTER = /[\p{L}\p{N}]/u
const GROUPED = /^\d+\s/
const SPACE = /\s+/g

export interface Token {
  /** Equal keys are equal words. */
  key: number
  /** UTF-16 units in the text. */
  start: number
  end: number
  /** A word, or else a sign of punctuation. */
  isWord: boolean
  letters: number
}

/** Gives equal words equal numbers, across all texts of one comparison. */
export class Vocabulary {
  /** Of that comparison. */
  readonly effort = new Effort()
  private readonly keys = new Map<string, number>()
  /** A text is read where its like is looked for, and again where it is compared. */
  private readonly known = new Map<string, readonly Token[]>()

  /** All keys are below. */
  get size(): number {
    return this.keys.size
  }

  /** Never equal to any word. */
  fresh(): number {
    return this.keyOf(`\u0000${this.keys.size}`)
  }

  tokens(text: string): readonly Token[] {
    const known = this.known.get(text)
    if (known !== undefined) return known
    const tokens = this.read(text)
    this.known.set(text, tokens)
    return tokens
  }

  private read(text: string): Token[] {
    const tokens: Token[] = []
    for (let start = skipSpace(text, 0); start < text.length; start = skipSpace(text, tokens.at(-1)?.end ?? 0)) {
      const end = endOfPlain(text, start) ?? endOfAny(text, start)
      const word = text.slice(start, end)
      const isWord = isWordOf(word)
      const key = this.keyOf(isDigit(text.charCodeAt(start)) && GROUPED.test(word) ? word.replace(SPACE, '') : word)
      tokens.push({ key, start, end, isWord, letters: isWord ? word.length : 0 })
    }
    return tokens
  }

  private keyOf(word: string): number {
    const known = this.keys.get(word)
    if (known !== undefined) return known
    const key = this.keys.size
    this.keys.set(word, key)
    return key
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && isSpace(text, at)) at += 1
  return at
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code <= 0x7f ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : text.charAt(at).trim() === ''
}

/**
 * Where a token ends as `TOKEN` says; null where that must be asked. Nearly all words are of letters that Latin scripts
 * have, and seeing that takes a fraction of the time.
 */
function endOfPlain(text: string, start: number): number | null {
  const first = text.charCodeAt(start)
  if (isSign(first)) return start + 1
  if (!isLetter(first)) return null
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLetter(code) || isDigit(code)) continue
    return code <= 0x7f ? at : endBefore(text, at)
  }
  return text.length
}

/** What stands here may belong to the word before it. */
function endBefore(text: string, at: number): number | null {
  return isSpace(text, at) ? at : null
}

function endOfAny(text: string, start: number): number {
  TOKEN.lastIndex = start
  return TOKEN.test(text) ? TOKEN.lastIndex : start + 1
}

function isLetter(code: number): boolean {
  if (code <= 0x7f) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** A visible character that everybody has, and neither letter nor digit. */
function isSign(code: number): boolean {
  return code > 0x20 && code < 0x7f && !isLetter(code) && !isDigit(code)
}

/** As `HAS_LETTER` says; most words begin with a letter or a digit, which is quicker to see. */
function isWordOf(word: string): boolean {
  const code = word.charCodeAt(0)
  return isLetter(code) || isDigit(code) || (code > 0x7f && HAS_LETTER.test(word))
}

/** How many words, punctuation not counted. */
export function countWords(tokens: readonly Token[]): number {
  let count = 0
  for (const { isWord } of tokens) if (isWord) count += 1
  return count
}

/** From 0 to 1: how much two texts have in common, whatever the order of their words. */
export function similarity(a: readonly Token[], b: readonly Token[]): number {
  const total = countWords(a) + countWords(b)
  return total === 0 ? 0 : (2 * commonWords(a, b)) / total
}

/** How many words both have, each as often as it is in both. */
export function commonWords(a: readonly Token[], b: readonly Token[]): number {
  const bag = new Map<number, number>()
  for (const { key, isWord } of a) if (isWord) bag.set(key, (bag.get(key) ?? 0) + 1)
  let common = 0
  for (const { key, isWord } of b) {
    const left = isWord ? (bag.get(key) ?? 0) : 0
    if (left === 0) continue
    common += 1
    bag.set(key, left - 1)
  }
  return common
}
