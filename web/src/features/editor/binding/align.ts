import type { Token } from './tokens.ts'

/** One step of the way from the old tokens to the new ones: kept (both), removed (only `old`) or added (only `new`). */
export interface Edit<T extends Token = Token> {
  old: T | null
  new: T | null
}

/**
 * The edits from one token list to another. Starts of blocks and tables are matched by id; between them the common
 * beginning and end of the characters stay, so that a change rewrites only what it has to.
 * @param trims without it, what was replaced counts as removed, even where the new words begin or end alike
 * @param renamed a lone block is the same one even when its id differs (an attribute was set)
 */
export function align<T extends Token>(before: T[], after: T[], renamed: boolean, trims = true): Edit<T>[] {
  const edits: Edit<T>[] = []
  let i = 0
  let j = 0
  for (const [nextI, nextJ] of [...matchedStarts(before, after, renamed), [before.length, after.length] as const]) {
    alignCharacters(before.slice(i, nextI), after.slice(j, nextJ), edits, trims)
    const kept = { old: before[nextI] ?? null, new: after[nextJ] ?? null }
    if (kept.old !== null && kept.new !== null) edits.push(kept)
    i = nextI + 1
    j = nextJ + 1
  }
  return edits
}

function matchedStarts(before: Token[], after: Token[], renamed: boolean): (readonly [number, number])[] {
  if (renamed && isOneStart(before) && isOneStart(after)) {
    return sameKindOfStart(before[0] as Token, after[0] as Token) ? [[0, 0]] : []
  }
  const places = new Map<string | null, number>()
  after.forEach((token, index) => {
    if (isStart(token)) places.set(token.id, index)
  })
  const pairs: [number, number][] = []
  before.forEach((token, index) => {
    if (!isStart(token)) return
    const place = places.get(token.id)
    const candidate = place === undefined ? undefined : after[place]
    if (place !== undefined && candidate && sameKindOfStart(token, candidate)) pairs.push([index, place])
  })
  return longestIncreasing(pairs, (pair) => pair[1])
}

function isOneStart(tokens: Token[]): boolean {
  return tokens.findIndex(isStart) === 0 && tokens.findLastIndex(isStart) === 0
}

function isStart(token: Token): token is Extract<Token, { type: 'block' | 'table' }> {
  return token.type === 'block' || token.type === 'table'
}

function sameKindOfStart(a: Token, b: Token): boolean {
  if (a.type === 'block' && b.type === 'block') return a.implicit === b.implicit
  return a.type === 'table' && b.type === 'table'
}

function alignCharacters<T extends Token>(before: T[], after: T[], edits: Edit<T>[], trims: boolean): void {
  const shorter = trims ? Math.min(before.length, after.length) : 0
  let head = 0
  while (head < shorter && sameInline(before[head], after[head])) head++
  let tail = 0
  while (tail < shorter - head && sameInline(before.at(-1 - tail), after.at(-1 - tail))) tail++
  for (let k = 0; k < head; k++) edits.push({ old: before[k] ?? null, new: after[k] ?? null })
  for (let k = head; k < before.length - tail; k++) edits.push({ old: before[k] ?? null, new: null })
  for (let k = head; k < after.length - tail; k++) edits.push({ old: null, new: after[k] ?? null })
  for (let k = tail; k > 0; k--) edits.push({ old: before.at(-k) ?? null, new: after.at(-k) ?? null })
}

function sameInline(a: Token | undefined, b: Token | undefined): boolean {
  if (a?.type === 'character') return b?.type === 'character' && a.text === b.text
  return a?.type === 'break' && b?.type === 'break'
}

/** The longest run of entries whose value grows, in order (patience sorting). */
export function longestIncreasing<T>(entries: readonly T[], rankOf: (entry: T) => number): T[] {
  const tails: number[] = []
  const previous: number[] = []
  entries.forEach((entry, index) => {
    const length = countBelow(tails, (tail) => rankOf(entries[tail] as T) < rankOf(entry))
    previous[index] = length > 0 ? (tails[length - 1] ?? -1) : -1
    tails[length] = index
  })
  const longest: T[] = []
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) longest.unshift(entries[index] as T)
  return longest
}

/** How many leading entries pass a test that once false stays false. */
function countBelow(sorted: readonly number[], isBelow: (entry: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBelow(sorted[middle] as number)) low = middle + 1
    else high = middle
  }
  return low
}
