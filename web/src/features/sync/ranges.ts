/** Ranges of clocks: which part of which client's log something is. */
import * as Y from 'yjs'

/** A range of one client's clocks; `to` is not part of it. */
export interface ClockRange {
  clientId: number
  from: number
  to: number
}

/** The ranges that these updates insert. */
export function insertedRanges(updates: readonly Uint8Array[]): ClockRange[] {
  return updates.flatMap((update) => {
    const { from, to } = Y.parseUpdateMeta(update)
    return [...to].map(([clientId, end]) => ({ clientId, from: from.get(clientId) ?? 0, to: end }))
  })
}

/** The ranges that these updates delete. */
export function deletedRanges(updates: readonly Uint8Array[]): ClockRange[] {
  const sets = updates.map((update) => Y.decodeUpdate(update).ds)
  return [...Y.mergeDeleteSets(sets).clients].flatMap(([clientId, items]) =>
    items.map(({ clock, len }) => ({ clientId, from: clock, to: clock + len })),
  )
}

/** The same clocks in as few ranges as possible. */
export function joinRanges(ranges: readonly ClockRange[]): ClockRange[] {
  const joined: ClockRange[] = []
  for (const range of [...ranges].sort((a, b) => a.clientId - b.clientId || a.from - b.from)) {
    if (range.from >= range.to) continue
    const last = joined.at(-1)
    if (last && last.clientId === range.clientId && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else joined.push({ ...range })
  }
  return joined
}

/** What of `ranges` is not in `others`. */
export function without(ranges: readonly ClockRange[], others: readonly ClockRange[]): ClockRange[] {
  const held = new RangeSet(others)
  return ranges.flatMap((range) => held.leftOf(range))
}

/** Clocks to look up: whoever wrote for hours has tens of thousands of ranges. */
export class RangeSet {
  /** In order, none touching another. */
  private readonly clients = new Map<number, ClockRange[]>()

  constructor(ranges: readonly ClockRange[] = []) {
    for (const range of joinRanges(ranges)) this.listOf(range.clientId).push(range)
  }

  /** The range that this clock is in, or else the next one of this client. */
  find(clientId: number, clock: number): ClockRange | undefined {
    const ranges = this.listOf(clientId)
    return ranges[firstBeyond(ranges, clock)]
  }

  /** What of a range is here, in order. */
  partsOf({ clientId, from, to }: ClockRange): ClockRange[] {
    const ranges = this.listOf(clientId)
    const parts: ClockRange[] = []
    for (let at = firstBeyond(ranges, from); at < ranges.length; at += 1) {
      const range = ranges[at]
      if (!range || range.from >= to) break
      parts.push({ clientId, from: Math.max(from, range.from), to: Math.min(to, range.to) })
    }
    return parts
  }

  /** What of a range is not here, in order. */
  leftOf(range: ClockRange): ClockRange[] {
    const left: ClockRange[] = []
    let { from } = range
    for (const part of this.partsOf(range)) {
      if (from < part.from) left.push({ ...range, from, to: part.from })
      from = part.to
    }
    if (from < range.to) left.push({ ...range, from })
    return left
  }

  add(range: ClockRange): void {
    const ranges = this.listOf(range.clientId)
    const start = firstBeyond(ranges, range.from - 1)
    let end = start
    while (end < ranges.length && (ranges[end]?.from ?? 0) <= range.to) end += 1
    ranges.splice(start, end - start, ...joinRanges([range, ...ranges.slice(start, end)]))
  }

  private listOf(clientId: number): ClockRange[] {
    const ranges = this.clients.get(clientId) ?? []
    this.clients.set(clientId, ranges)
    return ranges
  }
}

/** Where the first range is that ends behind this clock. */
function firstBeyond(ranges: readonly ClockRange[], clock: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.to ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}

/** Does somebody who has these clocks have all of these ranges? */
export function insertedBelow(ranges: readonly ClockRange[], clocks: ReadonlyMap<number, number>): boolean {
  return ranges.every(({ clientId, to }) => to <= (clocks.get(clientId) ?? 0))
}
