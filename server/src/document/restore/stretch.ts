import type { Part } from './parts.ts'

/** Parts with the unit at which each one begins. */
export interface Stretch {
  parts: readonly Part[]
  starts: readonly number[]
  size: number
}

export function toStretch(parts: readonly Part[]): Stretch {
  let size = 0
  const starts = parts.map((part) => {
    size += part.size
    return size - part.size
  })
  return { parts, starts, size }
}

export interface Piece {
  part: Part
  start: number
  /** Inside the part. */
  offset: number
  size: number
}

/** The parts between two units, cut to them. */
export function* partsBetween({ parts, starts }: Stretch, from: number, end: number): Generator<Piece> {
  if (from >= end) return
  for (let at = partAt(starts, from); at < parts.length && (starts[at] as number) < end; at++) {
    const part = parts[at] as Part
    const partStart = starts[at] as number
    const start = Math.max(from, partStart)
    yield { part, start, offset: start - partStart, size: Math.min(end, partStart + part.size) - start }
  }
}

function partAt(starts: readonly number[], unit: number): number {
  let low = 0
  for (let high = starts.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= unit) low = middle
    else high = middle - 1
  }
  return low
}
