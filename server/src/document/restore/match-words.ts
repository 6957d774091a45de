/** Equal words in two texts, where they are worth keeping. */
import { align } from '../compare/align.ts'
import type { Token } from '../compare/tokens.ts'
import { isId } from '../shape.ts'
import type { Match } from './match.ts'
import type { Part } from './parts.ts'
import { partsBetween, type Stretch } from './stretch.ts'

/** Fewer equal words that stand alone between others are written anew: they are not the same words, only equal ones. */
const LEAST_WORDS = 3
const WORD_OR_SIGN = /[\p{L}\p{M}\p{N}]+|./gsu
const HAS_LETTER = /[\p{L}\p{N}]/u

export interface Gap {
  a: number
  aEnd: number
  b: number
  bEnd: number
}

/** Between two items that stay: words that were made again, as by a move or an earlier restore, and stand there already. */
export function matchWords(a: Stretch, b: Stretch, gap: Gap): Match[] {
  const keys = new Keys(startIds(b, gap.b, gap.bEnd))
  const [left, right] = [tokensBetween(a, gap.a, gap.aEnd, keys), tokensBetween(b, gap.b, gap.bEnd, keys)]
  const runs = toRuns(align(left, right))
  const isWhole = runs.length === 1 && runs[0]?.size === left.length && left.length === right.length
  return runs.flatMap((run) => {
    const tokens = left.slice(run.x, run.x + run.size)
    if (!isWhole && !isWorthKeeping(tokens)) return []
    const [start, end] = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0]
    return splitByParts(a, b, { a: start, b: right[run.y]?.start ?? 0, size: end - start })
  })
}

function isWorthKeeping(tokens: readonly Token[]): boolean {
  return tokens.some(isStart) || tokens.filter(({ isWord }) => isWord).length >= LEAST_WORDS
}

/** Only what begins a block is a word without letters. */
function isStart({ isWord, letters }: Token): boolean {
  return isWord && letters === 0
}

interface Run {
  x: number
  y: number
  size: number
}

function toRuns(pairs: ReturnType<typeof align>): Run[] {
  const runs: Run[] = []
  for (const [x, y] of pairs) {
    const last = runs.at(-1)
    if (last !== undefined && last.x + last.size === x && last.y + last.size === y) last.size += 1
    else runs.push({ x, y, size: 1 })
  }
  return runs
}

/** Numbers for words and for starts of blocks; equal ones may match. */
class Keys {
  private readonly keys = new Map<string, number>()
  private readonly wantedIds: ReadonlySet<string>

  constructor(wantedIds: ReadonlySet<string>) {
    this.wantedIds = wantedIds
  }

  ofWord(word: string): number {
    return this.of(`=${word}`)
  }

  /** An id that cannot be stored may be any that nobody else wants. */
  ofStart({ type, blockId }: Exclude<Part, { type: 'characters' }>): number {
    return this.of(isId(blockId) && this.wantedIds.has(blockId) ? `${type}:${blockId}` : `${type}?`)
  }

  private of(name: string): number {
    const known = this.keys.get(name) ?? this.keys.size
    this.keys.set(name, known)
    return known
  }
}

function startIds(stretch: Stretch, from: number, end: number): Set<string> {
  const ids = new Set<string>()
  for (const { part } of partsBetween(stretch, from, end)) if (part.type !== 'characters') ids.add(part.blockId)
  return ids
}

function tokensBetween(stretch: Stretch, from: number, end: number, keys: Keys): Token[] {
  const tokens: Token[] = []
  let words = ''
  let wordsStart = from
  const flush = (): void => {
    for (const { 0: word, index } of words.matchAll(WORD_OR_SIGN)) {
      const isWord = HAS_LETTER.test(word)
      const start = wordsStart + index
      tokens.push({
        key: keys.ofWord(word),
        start,
        end: start + word.length,
        isWord,
        letters: isWord ? word.length : 0,
      })
    }
    words = ''
  }
  for (const { part, start, offset, size } of partsBetween(stretch, from, end)) {
    if (part.type === 'characters') {
      if (words === '') wordsStart = start
      words += part.text.slice(offset, offset + size)
      continue
    }
    flush()
    tokens.push({ key: keys.ofStart(part), start, end: start + 1, isWord: true, letters: 0 })
  }
  flush()
  return tokens
}

function splitByParts(a: Stretch, b: Stretch, match: Match): Match[] {
  const out: Match[] = []
  for (const left of partsBetween(a, match.a, match.a + match.size)) {
    const from = match.b + left.start - match.a
    for (const right of partsBetween(b, from, from + left.size)) {
      out.push({ a: left.start + right.start - from, b: right.start, size: right.size })
    }
  }
  return out
}
