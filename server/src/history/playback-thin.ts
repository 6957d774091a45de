// A long history has more sittings than a slider has places: those with the shortest pauses between are told as one.

import type { SittingKind } from '@app/prisma'
import type { Author, SittingCounts } from './activity-sittings.ts'

/** A sitting, as far as a track shows it. */
export interface TrackedSitting extends Author {
  firstSeq: number
  lastSeq: number
  kind: SittingKind
  startedAt: Date
  endedAt: Date
  counts: SittingCounts
}

/** One sitting, or several that are told as one. */
export interface TrackStretch extends Omit<TrackedSitting, keyof Author> {
  authors: Author[]
  /** How many sittings it is. */
  sittings: number
}

/**
 * At most so many stretches, in the order in which they end. Those that are joined are the ones between which the least
 * time was quiet.
 */
export function thinTrack(sittings: readonly TrackedSitting[], most: number): TrackStretch[] {
  const inOrder = [...sittings].sort((a, b) => a.lastSeq - b.lastSeq || a.firstSeq - b.firstSeq).map(toStretch)
  const joined = shortestPauses(inOrder, inOrder.length - most)
  const out: TrackStretch[] = []
  for (const [index, stretch] of inOrder.entries()) {
    const last = out.at(-1)
    if (last === undefined || !joined.has(index)) out.push(stretch)
    else out[out.length - 1] = join(last, stretch)
  }
  return out
}

function toStretch({ userId, organizationId, ...sitting }: TrackedSitting): TrackStretch {
  return { ...sitting, authors: [{ userId, organizationId }], sittings: 1 }
}

/** Indexes of the stretches that follow what is before them the soonest. */
function shortestPauses(stretches: readonly TrackStretch[], count: number): ReadonlySet<number> {
  let endedAt = Number.NEGATIVE_INFINITY
  const pauses = stretches.map((stretch, index) => {
    const pause = stretch.startedAt.getTime() - endedAt
    endedAt = Math.max(endedAt, stretch.endedAt.getTime())
    return { index, pause }
  })
  const shortest = pauses.slice(1).sort((a, b) => a.pause - b.pause || a.index - b.index)
  return new Set(shortest.slice(0, Math.max(0, count)).map(({ index }) => index))
}

function join(a: TrackStretch, b: TrackStretch): TrackStretch {
  return {
    firstSeq: Math.min(a.firstSeq, b.firstSeq),
    lastSeq: b.lastSeq,
    kind: a.kind === b.kind ? a.kind : 'WRITING',
    startedAt: new Date(Math.min(a.startedAt.getTime(), b.startedAt.getTime())),
    endedAt: new Date(Math.max(a.endedAt.getTime(), b.endedAt.getTime())),
    counts: addCounts(a.counts, b.counts),
    authors: [...a.authors, ...b.authors.filter((author) => !a.authors.some((known) => isSame(known, author)))],
    sittings: a.sittings + b.sittings,
  }
}

function isSame(a: Author, b: Author): boolean {
  return a.userId === b.userId && a.organizationId === b.organizationId
}

function addCounts(a: SittingCounts, b: SittingCounts): SittingCounts {
  return {
    reworded: a.reworded + b.reworded,
    moved: a.moved + b.moved,
    rekinded: a.rekinded + b.rekinded,
    reformatted: a.reformatted + b.reformatted,
    accepted: a.accepted + b.accepted,
    declined: a.declined + b.declined,
    withdrawn: a.withdrawn + b.withdrawn,
    added: addKinds(a.added, b.added),
    removed: addKinds(a.removed, b.removed),
  }
}

function addKinds(a: SittingCounts['added'], b: SittingCounts['added']): SittingCounts['added'] {
  const sums = new Map(Object.entries(a))
  for (const [kind, count] of Object.entries(b)) sums.set(kind, (sums.get(kind) ?? 0) + count)
  return Object.fromEntries(sums)
}
