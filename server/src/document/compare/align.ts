/** Which words of one text stand in another, in order. */
import { Effort } from './effort.ts'
import { longestRise } from './rise.ts'
import type { Token } from './tokens.ts'

/** Places in the two token lists that hold the same word; both rise. */
export type Pair = readonly [a: number, b: number]

/** A word outweighs any punctuation, so that the fewest words are taken out and put in. */
const WORD = 1_024
const SIGN = 1
/** Of two ways the one in fewer pieces is easier to read. */
const NEW_PIECE = 1
const TABLE_CELLS = 300_000
/** Beyond so many comparisons a stretch without any word of its own is taken as rewritten as a whole. */
const MAX_CELLS = 20_000_000

/**
 * Pairs of equal words, as many as there can be, in as few pieces as there can be.
 * @param effort what all of one comparison may take; once it is used up, stretches count as rewritten
 */
export function align(a: readonly Token[], b: readonly Token[], effort = new Effort()): Pair[] {
  const pairs: Pair[] = []
  alignRange({ a, b, effort }, { a: 0, aEnd: a.length, b: 0, bEnd: b.length }, pairs)
  return pairs
}

interface Sides {
  a: readonly Token[]
  b: readonly Token[]
  effort: Effort
}

interface Range {
  a: number
  aEnd: number
  b: number
  bEnd: number
}

function alignRange(sides: Sides, range: Range, out: Pair[]): void {
  const { a, b } = sides
  let { a: i, aEnd, b: j, bEnd } = range
  for (; i < aEnd && j < bEnd && a[i]?.key === b[j]?.key; i++, j++) out.push([i, j])
  const tail: Pair[] = []
  for (; aEnd > i && bEnd > j && a[aEnd - 1]?.key === b[bEnd - 1]?.key; aEnd--, bEnd--) tail.push([aEnd - 1, bEnd - 1])
  alignMiddle(sides, { a: i, aEnd, b: j, bEnd }, out)
  // One by one: a call takes no more than some hundred thousand arguments.
  for (const pair of tail.reverse()) out.push(pair)
}

function alignMiddle(sides: Sides, range: Range, out: Pair[]): void {
  const cells = (range.aEnd - range.a) * (range.bEnd - range.b)
  if (cells === 0) return
  if (cells <= TABLE_CELLS) {
    if (sides.effort.spend(cells)) alignByTable(sides, range, out)
    return
  }
  const anchors = findAnchors(sides, range)
  if (anchors.length === 0) {
    if (cells <= MAX_CELLS && sides.effort.spend(cells)) halve(sides, range, out)
    return
  }
  let [i, j] = [range.a, range.b]
  for (const [x, y] of anchors) {
    alignRange(sides, { a: i, aEnd: x, b: j, bEnd: y }, out)
    out.push([x, y])
    i = x + 1
    j = y + 1
  }
  alignRange(sides, { a: i, aEnd: range.aEnd, b: j, bEnd: range.bEnd }, out)
}

/** The best score from each pair of places to the end: [after a kept word, after anything else]. */
function alignByTable({ a, b }: Sides, { a: from, aEnd, b: start, bEnd }: Range, out: Pair[]) {
  const width = bEnd - start + 1
  const height = aEnd - from
  const going = new Int32Array((height + 1) * width)
  const fresh = new Int32Array((height + 1) * width)
  for (let i = height - 1; i >= 0; i--) {
    for (let j = width - 2; j >= 0; j--) {
      const at = i * width + j
      const skip = Math.max(fresh[at + width] as number, fresh[at + 1] as number)
      const kept = weigh(a[from + i], b[start + j], going[at + width + 1] as number)
      going[at] = Math.max(skip, kept)
      fresh[at] = Math.max(skip, kept - NEW_PIECE)
    }
  }
  let isGoing = false
  for (let [i, j] = [0, 0]; i < height && j < width - 1; ) {
    const at = i * width + j
    const best = (isGoing ? going : fresh)[at] as number
    const skip = Math.max(fresh[at + width] as number, fresh[at + 1] as number)
    const kept = weigh(a[from + i], b[start + j], going[at + width + 1] as number) - (isGoing ? 0 : NEW_PIECE)
    if (kept === best && (skip < best || a[from + i]?.isWord)) {
      out.push([from + i, start + j])
      isGoing = true
      i += 1
      j += 1
      continue
    }
    isGoing = false
    if (fresh[at + width] === best) i += 1
    else j += 1
  }
}

const NEVER = -1_000_000_000

function weigh(a: Token | undefined, b: Token | undefined, rest: number): number {
  if (a === undefined || b === undefined || a.key !== b.key) return NEVER
  return rest + (a.isWord ? WORD : SIGN)
}

/** Words that each side has once, as many as stand in the same order on both. */
function findAnchors({ a, b }: Sides, range: Range): Pair[] {
  const once = onceIn(a, range.a, range.aEnd)
  const pairs: Pair[] = []
  for (const [key, y] of onceIn(b, range.b, range.bEnd)) {
    const x = once.get(key)
    if (x !== undefined) pairs.push([x, y])
  }
  pairs.sort((left, right) => left[0] - right[0])
  const kept = longestRise(
    pairs.map(([, y]) => y),
    () => 1,
  )
  return kept.map((at) => pairs[at] as Pair)
}

function onceIn(tokens: readonly Token[], from: number, end: number): Map<number, number> {
  const places = new Map<number, number>()
  const repeated = new Set<number>()
  for (let at = from; at < end; at++) {
    const { key, isWord } = tokens[at] as Token
    if (!isWord) continue
    if (places.has(key)) repeated.add(key)
    places.set(key, at)
  }
  for (const key of repeated) places.delete(key)
  return places
}

/** Without anchors: cut in the middle of `a`, where the best cut of `b` is found by scores alone. */
function halve(sides: Sides, range: Range, out: Pair[]): void {
  const { a, b } = sides
  const middle = (range.a + range.aEnd) >> 1
  const width = range.bEnd - range.b + 1
  const before = new Int32Array(width)
  for (let i = range.a; i < middle; i++) {
    let diagonal = 0
    for (let j = 1; j < width; j++) {
      const above = before[j] as number
      const kept = weigh(a[i], b[range.b + j - 1], diagonal)
      before[j] = Math.max(above, before[j - 1] as number, kept)
      diagonal = above
    }
  }
  const after = new Int32Array(width)
  for (let i = range.aEnd - 1; i >= middle; i--) {
    let diagonal = 0
    for (let j = width - 2; j >= 0; j--) {
      const below = after[j] as number
      const kept = weigh(a[i], b[range.b + j], diagonal)
      after[j] = Math.max(below, after[j + 1] as number, kept)
      diagonal = below
    }
  }
  let cut = 0
  for (let j = 1; j < width; j++) {
    if (before[j]! + after[j]! > before[cut]! + after[cut]!) cut = j
  }
  alignRange(sides, { ...range, aEnd: middle, bEnd: range.b + cut }, out)
  alignRange(sides, { ...range, a: middle, b: range.b + cut }, out)
}
