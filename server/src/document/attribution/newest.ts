import type { IdRange } from './ranges.ts'

/** A stretch of what a row deleted. */
export interface DeletedRange extends IdRange {
  /** The `seq` of that row. */
  value: number
}

/** What of all that was deleted is searched for the words of a row. */
export interface Searched {
  ranges: readonly IdRange[]
  /** False where there was more than can be searched. */
  isAll: boolean
}

/** How much is searched for one row at most. */
export interface SearchLimit {
  units: number
  /** What a stretch costs beside its units: a hundred thousand single letters cost far more than a long paste. */
  stretch: number
}

/** Of what was deleted lately: rows that may hold moved words come one after the other. */
export const LATELY: SearchLimit = { units: 2 ** 18, stretch: 32 }
/** Of all that was ever deleted: an older text is seldom written again. */
export const EVER: SearchLimit = { units: 2 ** 19, stretch: 8 }

/** What was deleted last, as much of it as may be searched: the same in whatever order it comes. */
export function newestOf(deleted: Iterable<DeletedRange>, { units, stretch }: SearchLimit): Searched {
  const all = [...deleted]
  const bySeq = new Map<number, number>()
  for (const { value, length } of all) bySeq.set(value, (bySeq.get(value) ?? 0) + length + stretch)
  let left = units
  for (const seq of [...bySeq.keys()].sort((a, b) => b - a)) {
    const cost = bySeq.get(seq) ?? 0
    if (cost > left) {
      const newer = all.filter(({ value }) => value > seq)
      const ofRow = all.filter(({ value }) => value === seq)
      return { ranges: newer.concat(firstOf(ofRow, left, stretch)), isAll: false }
    }
    left -= cost
  }
  return { ranges: all, isAll: true }
}

function firstOf(ranges: readonly DeletedRange[], units: number, stretch: number): DeletedRange[] {
  const first: DeletedRange[] = []
  let left = units
  for (const range of ranges.toSorted((a, b) => a.client - b.client || a.clock - b.clock)) {
    const length = Math.min(range.length, left - stretch)
    if (length <= 0) break
    first.push({ ...range, length })
    left -= length + stretch
  }
  return first
}
