/** Index of the partner on the other side; -1 where there is none. */
export interface Partners {
  ofA: Int32Array
  ofB: Int32Array
}

/** Makes these two one. */
export function pair({ ofA, ofB }: Partners, i: number, j: number): void {
  ofA[i] = j
  ofB[j] = i
}

/** For an unmatched block: the index, on the other side, of the block it was part of or became part of; -1 for none. */
export interface Joints {
  /** For each unit of `b`: the one of `a` it was split from. */
  splitFrom: Int32Array
  /** For each unit of `a`: the one of `b` it was joined to. */
  joinedTo: Int32Array
}

/** For each whole its parts, in order. */
export function invert(wholeOf: Int32Array): Map<number, number[]> {
  const parts = new Map<number, number[]>()
  wholeOf.forEach((whole, part) => {
    if (whole < 0) return
    const known = parts.get(whole)
    if (known === undefined) parts.set(whole, [part])
    else known.push(part)
  })
  return parts
}
