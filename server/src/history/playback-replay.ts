// What a text at a place is replayed from: a checkpoint, or a copy that stands before it, and the rows after it packed
// into one value by the database, so that five thousand of them cost the main thread no more than one.

import type { Db } from '@app/prisma'

/** Updates one after another; `seqs` are the last places of their rows. Void rows are left out. */
export interface PackedRows {
  data: Uint8Array
  lengths: number[]
  seqs: number[]
}

/** A whole state at a place of a log. */
export interface KeyFrame {
  seq: number
  /** Yjs state, v2. */
  state: Uint8Array
}

export interface Replay {
  /** The place of a copy; or a state to begin with, null for the beginning of the log. */
  base: number | KeyFrame | null
  rows: PackedRows
}

/** Where a replay begins: at the place of a copy, at the nearest checkpoint, or at the beginning of the log. */
export type Start = number | 'checkpoint' | 'beginning'

interface ReplayRow extends PackedRows {
  baseSeq: number | null
  state: Uint8Array | null
  /** How many places of the log the rows stand for. */
  covered: number
}

/**
 * What leads to the state at `last`, from a base at or before `first`. One statement.
 * @returns null where the rows do not go on from the base without a hole
 */
export async function readReplay(
  db: Db,
  documentId: string,
  [first, last]: readonly [number, number],
  start: Start,
): Promise<Replay | null> {
  const from = typeof start === 'number' ? start : null
  const [row] = await db.$queryRaw<ReplayRow[]>`
    WITH base AS MATERIALIZED (
      SELECT "seq", "state" FROM "DocumentCheckpoint"
      WHERE "documentId" = ${documentId} AND "seq" <= ${first} AND ${start === 'checkpoint'}
      ORDER BY "seq" DESC LIMIT 1
    ), log AS (
      SELECT "seq", "seqFrom", "data", "kind" <> 'VOID' AS "lives" FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "seq" <= ${last}
        AND "seq" > COALESCE(${from}::int, (SELECT "seq" FROM base), 0)
    )
    SELECT (SELECT "seq" FROM base) AS "baseSeq", (SELECT "state" FROM base) AS "state",
      COALESCE(string_agg("data", '' ORDER BY "seq") FILTER (WHERE "lives"), '') AS "data",
      COALESCE(array_agg(octet_length("data") ORDER BY "seq") FILTER (WHERE "lives"), '{}') AS "lengths",
      COALESCE(array_agg("seq" ORDER BY "seq") FILTER (WHERE "lives"), '{}') AS "seqs",
      COALESCE(sum("seq" - "seqFrom" + 1), 0)::int AS "covered"
    FROM log`
  if (row === undefined) return null
  const { baseSeq, state, covered, ...rows } = row
  const checkpoint = baseSeq === null || state === null ? null : { seq: baseSeq, state }
  return (from ?? baseSeq ?? 0) + covered === last ? { base: from ?? checkpoint, rows } : null
}

/** The updates of packed rows, each with its place. */
export function* unpack({ data, lengths, seqs }: PackedRows): Generator<{ seq: number; update: Uint8Array }> {
  let at = 0
  for (const [index, length] of lengths.entries()) {
    yield { seq: seqs[index] ?? 0, update: data.subarray(at, at + length) }
    at += length
  }
}
