/** What was done to a list of words: stretches that stay, and between them what went and what came. */
import { align, type Pair } from './align.ts'
import type { Effort } from './effort.ts'
import { countWords, type Token } from './tokens.ts'

/** Words `a` to `aEnd` of the old text gave way to words `b` to `bEnd` of the new one; one of the two may be empty. */
export interface Hunk {
  a: number
  aEnd: number
  b: number
  bEnd: number
}

/** How much more than the fewest words may be taken out and put in, so that no lonely words stand between changes. */
export const READABLE = 0.2
const LONELY_WORDS = 2

/** How many words more than must be may still be taken out and put in, in the whole document. */
export interface Allowance {
  left: number
}

/** The changes between two texts with the fewest words, in order, none touching the next. */
export function findHunks(a: readonly Token[], b: readonly Token[], effort: Effort): Hunk[] {
  return toHunks(align(a, b, effort), a.length, b.length)
}

/** How many words these changes take out and put in. */
export function wordsIn(hunks: readonly Hunk[], a: readonly Token[], b: readonly Token[]): number {
  return hunks.reduce((sum, hunk) => sum + wordsOf(a, hunk.a, hunk.aEnd) + wordsOf(b, hunk.b, hunk.bEnd), 0)
}

/** The same changes as people would tell of them. */
export function makeReadable(
  hunks: readonly Hunk[],
  a: readonly Token[],
  b: readonly Token[],
  allowance: Allowance,
): Hunk[] {
  const merged = hunks.length > 1 ? mergeLonely(hunks, a, b, allowance) : hunks
  return merged.map((hunk, at) => slide(hunk, a, b, merged[at - 1], merged[at + 1]))
}

function toHunks(pairs: readonly Pair[], aLength: number, bLength: number): Hunk[] {
  const hunks: Hunk[] = []
  let [a, b] = [0, 0]
  for (const [x, y] of [...pairs, [aLength, bLength] as const]) {
    if (x > a || y > b) hunks.push({ a, aEnd: x, b, bEnd: y })
    a = x + 1
    b = y + 1
  }
  return hunks
}

/** A stretch that stays between two changes. */
interface Island {
  /** Of the change before it. */
  at: number
  words: number
  letters: number
}

/** Takes single words between two rewritten places into one change, shortest first, as far as the measure allows. */
function mergeLonely(
  hunks: readonly Hunk[],
  a: readonly Token[],
  b: readonly Token[],
  allowance: Allowance,
): readonly Hunk[] {
  let left = Math.floor(wordsIn(hunks, a, b) * READABLE)
  const islands = hunks
    .slice(0, -1)
    .flatMap((hunk, at) => islandAfter(hunk, hunks[at + 1] as Hunk, at, a))
    .sort((x, y) => x.words - y.words || x.letters - y.letters || x.at - y.at)
  const flooded = new Set<number>()
  for (const { at, words } of islands) {
    if (2 * words > Math.min(left, allowance.left)) continue
    left -= 2 * words
    allowance.left -= 2 * words
    flooded.add(at)
  }
  const out: Hunk[] = []
  hunks.forEach((hunk, at) => {
    const last = out.at(-1)
    if (last !== undefined && flooded.has(at - 1)) out[out.length - 1] = { ...last, aEnd: hunk.aEnd, bEnd: hunk.bEnd }
    else out.push(hunk)
  })
  return out
}

function islandAfter(left: Hunk, right: Hunk, at: number, a: readonly Token[]): Island[] {
  const tokens = a.slice(left.aEnd, right.a)
  const words = countWords(tokens)
  const takesOut = left.aEnd > left.a || right.aEnd > right.a
  const putsIn = left.bEnd > left.b || right.bEnd > right.b
  if (!takesOut || !putsIn || words > LONELY_WORDS || tokens.some(isBorder)) return []
  return [{ at, words, letters: tokens.reduce((sum, { letters }) => sum + letters, 0) }]
}

/** What came or went alone may stand a little earlier or later with the same result: where it reads best. */
function slide(hunk: Hunk, a: readonly Token[], b: readonly Token[], before?: Hunk, after?: Hunk): Hunk {
  const isInsertion = hunk.a === hunk.aEnd
  if (!isInsertion && hunk.b !== hunk.bEnd) return hunk
  const tokens = isInsertion ? b : a
  const [start, end] = isInsertion ? [hunk.b, hunk.bEnd] : [hunk.a, hunk.aEnd]
  const least = isInsertion ? (before?.bEnd ?? -1) + 1 : (before?.aEnd ?? -1) + 1
  const most = isInsertion ? (after?.b ?? tokens.length + 1) - 1 : (after?.a ?? tokens.length + 1) - 1
  if (tokens.slice(start, end).some(isBorder)) return hunk
  let best = 0
  let score = rate(tokens, start, end)
  const consider = (shift: number): void => {
    const here = rate(tokens, start + shift, end + shift)
    if (here > score || (here === score && shift > best)) [best, score] = [shift, here]
  }
  for (let at = start; at > least && isSame(tokens[at - 1], tokens[at - 1 + end - start]); at--)
    consider(at - 1 - start)
  for (let at = end; at < most && isSame(tokens[at], tokens[at - end + start]); at++) consider(at + 1 - end)
  return { a: hunk.a + best, aEnd: hunk.aEnd + best, b: hunk.b + best, bEnd: hunk.bEnd + best }
}

/** Best from the start of a word to the end of a sentence or clause. */
function rate(tokens: readonly Token[], start: number, end: number): number {
  return (tokens[start]?.isWord ? 2 : 0) + (tokens[end - 1]?.isWord ? 0 : 1)
}

function isSame(x: Token | undefined, y: Token | undefined): boolean {
  return x !== undefined && y !== undefined && x.key === y.key && !isBorder(x)
}

/** Where one block ends and the next begins. */
function isBorder(token: Token): boolean {
  return token.start === token.end
}

function wordsOf(tokens: readonly Token[], from: number, end: number): number {
  return countWords(tokens.slice(from, end))
}
