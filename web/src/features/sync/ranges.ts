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
    const last = joined.at(-1)
    if (last && last.clientId === range.clientId && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else joined.push({ ...range })
  }
  return joined
}

/** What of `ranges` is not in `others`. */
export function without(ranges: readonly ClockRange[], others: readonly ClockRange[]): ClockRange[] {
  return others.reduce<ClockRange[]>((left, other) => left.flatMap((range) => cut(range, other)), [...ranges])
}

/** What of a range is in others, in order where they are. */
export function intersection(range: ClockRange, others: readonly ClockRange[]): ClockRange[] {
  return others
    .filter(({ clientId, from, to }) => clientId === range.clientId && from < range.to && range.from < to)
    .map(({ from, to }) => ({ ...range, from: Math.max(from, range.from), to: Math.min(to, range.to) }))
}

function cut(range: ClockRange, out: ClockRange): ClockRange[] {
  if (range.clientId !== out.clientId || out.to <= range.from || range.to <= out.from) return [range]
  const parts = [
    { ...range, to: out.from },
    { ...range, from: out.to },
  ]
  return parts.filter(({ from, to }) => from < to)
}

/** Does somebody who has these clocks have all of these ranges? */
export function insertedBelow(ranges: readonly ClockRange[], clocks: ReadonlyMap<number, number>): boolean {
  return ranges.every(({ clientId, to }) => to <= (clocks.get(clientId) ?? 0))
}

export function deleteSetOf(ranges: readonly ClockRange[]): ReturnType<typeof Y.createDeleteSet> {
  const set = Y.createDeleteSet()
  for (const { clientId, from, to } of ranges) {
    const items = set.clients.get(clientId) ?? []
    items.push({ clock: from, len: to - from })
    set.clients.set(clientId, items)
  }
  return set
}
