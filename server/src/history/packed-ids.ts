// The Yjs ids of what changed on their way to another thread: two arrays of numbers, in place of tens of thousands of
// objects.

import { changedPieces } from '../document/compare/index.ts'
import type { Difference, IdRange } from '../document/index.ts'

export interface PackedIds {
  /** Client, clock and length of each range, piece after piece. */
  numbers: Float64Array
  /** Of each changed piece, in their order, where its numbers end. */
  ends: Uint32Array
}

const NONE: IdRange[] = []

/** Takes the ids out of a difference. */
export function takeIds(difference: Difference): PackedIds {
  const numbers: number[] = []
  const ends: number[] = []
  for (const piece of changedPieces(difference)) {
    for (const { client, clock, length } of piece.ids) numbers.push(client, clock, length)
    ends.push(numbers.length)
    piece.ids = NONE
  }
  return { numbers: Float64Array.from(numbers), ends: Uint32Array.from(ends) }
}

/** The same difference with its ids. */
export function giveIds(difference: Difference, ids: PackedIds): Difference {
  let at = 0
  for (const piece of changedPieces(difference)) piece.ids = [...idsOf(ids, at++)]
  return difference
}

/** Of one changed piece, by its place among them. */
export function* idsOf({ numbers, ends }: PackedIds, piece: number): Generator<IdRange> {
  for (let at = ends[piece - 1] ?? 0; at < (ends[piece] ?? 0); at += 3) {
    yield { client: numbers[at] as number, clock: numbers[at + 1] as number, length: numbers[at + 2] as number }
  }
}
