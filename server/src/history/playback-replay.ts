// What a text at a place is replayed from: a checkpoint, or a copy that stands before it, and the rows after it, sealed
// or not, packed into one value.

import type { Db } from '@app/prisma'
import { createCheckpoints } from '../sync/checkpoint.ts'
import type { State } from '../sync/checkpoint-state.ts'
import { readLog } from '../sync/log-read.ts'

/** Updates one after another; `seqs` are the last places of their rows. Void rows are left out. */
export interface PackedRows {
  data: Uint8Array
  lengths: number[]
  seqs: number[]
}

/** A whole state at a place of a log. */
export interface KeyFrame {
  seq: number
  state: State
}

export interface Replay {
  /** The place of a copy; or a state to begin with, null for the beginning of the log. */
  base: number | KeyFrame | null
  rows: PackedRows
}

/** Where a replay begins: at the place of a copy, at the nearest checkpoint, or at the beginning of the log. */
export type Start = number | 'checkpoint' | 'beginning'

/**
 * What leads to the state at `last`, from a base at or before `first`.
 * @returns null where the rows do not go on from the base without a hole
 */
export async function readReplay(
  db: Db,
  documentId: string,
  [first, last]: readonly [number, number],
  start: Start,
): Promise<Replay | null> {
  const checkpoint = start === 'checkpoint' ? await createCheckpoints(db).findNewest(documentId, first) : null
  const base = typeof start === 'number' ? start : checkpoint
  let reached = typeof start === 'number' ? start : (checkpoint?.seq ?? 0)
  const rows = await readLog(db, documentId, { after: reached, upTo: last })
  for (const { seqFrom, seq } of rows) {
    if (seqFrom !== reached + 1) return null
    reached = seq
  }
  return reached === last ? { base, rows: pack(rows.filter(({ kind }) => kind !== 'VOID')) } : null
}

/** One value costs less on the way to a thread than thousands. */
function pack(rows: readonly { seq: number; update: Uint8Array }[]): PackedRows {
  const lengths = rows.map(({ update }) => update.length)
  return {
    data: new Uint8Array(Buffer.concat(rows.map(({ update }) => update))),
    lengths,
    seqs: rows.map(({ seq }) => seq),
  }
}

/** The updates of packed rows, each with its place. */
export function* unpack({ data, lengths, seqs }: PackedRows): Generator<{ seq: number; update: Uint8Array }> {
  let at = 0
  for (const [index, length] of lengths.entries()) {
    yield { seq: seqs[index] ?? 0, update: data.subarray(at, at + length) }
    at += length
  }
}
