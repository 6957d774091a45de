// What a document at a place is made of, on its way to a thread: the database packs it into one row, because thousands
// cost more than all that is done with them; and it is unpacked where nobody's keystrokes wait.

import type { Db } from '@app/prisma'
import { AppError } from '../errors.ts'
import { partsOf, type State, unpackState } from '../sync/checkpoint-state.ts'
import { readChanges } from '../sync/log-read.ts'
import type { Past, PastRow } from './content-at.ts'

export interface PackedPieces {
  /** The place that was asked for. */
  seq: number
  /** Its parts as they are stored, each behind its length; null where the log is read from its beginning. */
  checkpoint: { seq: number; parts: Uint8Array } | null
  /** Of each row or segment after it, in order, four numbers: its first place, its last, its length, and what it is. */
  heads: Uint8Array
  /** What they hold, one after the other. */
  data: Uint8Array
}

const HEAD_BYTES = 16
const LENGTH_BYTES = 4
const VOID = 1
const SEGMENT = 2

interface PackedRow {
  checkpointSeq: number | null
  parts: Uint8Array | null
  heads: Uint8Array | null
  data: Uint8Array | null
}

/**
 * The pieces of the document at `seq`, in one statement.
 * @param except checkpoints not to be used
 */
export async function readPackedPieces(
  db: Db,
  documentId: string,
  seq: number,
  except: readonly number[] = [],
): Promise<PackedPieces> {
  const [row] = await db.$queryRaw<PackedRow[]>`
    WITH RECURSIVE checkpoint AS MATERIALIZED (
      SELECT "seq", "base", "state" FROM "DocumentCheckpoint" WHERE "documentId" = ${documentId} AND "seq" <= ${seq}
        AND "seq" <> ALL(${[...except]}::int[])
      ORDER BY "seq" DESC LIMIT 1
    ), ${partsOf(documentId)}, piece AS (
      SELECT "seqFrom", "seq", ${SEGMENT}::int AS "what", "data" FROM "LogSegment"
      WHERE "documentId" = ${documentId} AND "seqFrom" <= ${seq}
        AND "seq" > COALESCE((SELECT "seq" FROM checkpoint), 0)
      UNION ALL
      SELECT "seqFrom", "seq", CASE WHEN "kind" = 'VOID' THEN ${VOID}::int ELSE 0 END, "data" FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "seq" <= ${seq}
        AND "seq" > COALESCE((SELECT "seq" FROM checkpoint), 0)
    ), packed AS (
      SELECT string_agg(int4send("seqFrom") || int4send("seq") || int4send(length("data")) || int4send("what"), ''::bytea
          ORDER BY "seq", "seqFrom") AS "heads",
        string_agg("data", ''::bytea ORDER BY "seq", "seqFrom") AS "data"
      FROM piece
    )
    SELECT (SELECT "seq" FROM checkpoint) AS "checkpointSeq", "heads", "data",
      (SELECT string_agg(int4send(length("state")) || "state", ''::bytea ORDER BY "seq") FROM parts) AS "parts"
    FROM packed`
  const { checkpointSeq = null, parts = null, heads, data } = row ?? {}
  const checkpoint = checkpointSeq === null || parts === null ? null : { seq: checkpointSeq, parts: own(parts) }
  return { seq, checkpoint, heads: own(heads), data: own(data) }
}

/** Of a part of a larger buffer all would be copied on the way. */
function own(bytes: Uint8Array | null | undefined): Uint8Array {
  return new Uint8Array(bytes ?? [])
}

/** What is replayed, without void rows and without who wrote it and when. */
export interface UnpackedPast extends Pick<Past, 'checkpoint' | 'seq'> {
  rows: Pick<PastRow, 'seq' | 'update'>[]
}

/**
 * What was packed.
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export function unpackPast(packed: PackedPieces): UnpackedPast {
  const checkpoint = packed.checkpoint && { seq: packed.checkpoint.seq, state: unpackParts(packed.checkpoint.parts) }
  const after = checkpoint?.seq ?? 0
  const rows: UnpackedPast['rows'] = []
  let reached = after
  const goOn = (seqFrom: number, seq: number): void => {
    if (seqFrom !== reached + 1) throw new AppError('UNAVAILABLE', 'quarantined')
    reached = seq
  }
  for (const { seqFrom, seq, what, data } of piecesOf(packed)) {
    if (what !== SEGMENT) {
      goOn(seqFrom, seq)
      if (what !== VOID) rows.push({ seq, update: data })
      continue
    }
    for (const row of readChanges(data, packed.seq)) {
      if (row.seq <= after) continue
      goOn(row.seqFrom, row.seq)
      if (row.kind !== 'VOID') rows.push(row)
    }
  }
  return { checkpoint, rows, seq: reached }
}

function unpackParts(parts: Uint8Array): State {
  const lengths = new DataView(parts.buffer, parts.byteOffset, parts.byteLength)
  const state: Uint8Array[] = []
  for (let at = 0; at < parts.byteLength; ) {
    const start = at + LENGTH_BYTES
    at = start + lengths.getInt32(at)
    state.push(unpackState(parts.subarray(start, at)))
  }
  return state
}

function* piecesOf({ heads, data }: PackedPieces) {
  const numbers = new DataView(heads.buffer, heads.byteOffset, heads.byteLength)
  let start = 0
  for (let at = 0; at < heads.byteLength; at += HEAD_BYTES) {
    const end = start + numbers.getInt32(at + 8)
    yield {
      seqFrom: numbers.getInt32(at),
      seq: numbers.getInt32(at + 4),
      what: numbers.getInt32(at + 12),
      data: data.subarray(start, end),
    }
    start = end
  }
}
