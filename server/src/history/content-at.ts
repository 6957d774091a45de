// A document as it was at a place in its log: the nearest checkpoint and the rows after it, in a throw-away document.
// Reads and never writes; no open room is asked or touched. Whoever calls has asked for the right to read.

import type { Db, UpdateKind } from '@app/prisma'
import type * as Y from 'yjs'
import { AppError } from '../errors.ts'
// Not through the index: the thread that compares loads this file, and would load all rooms with it.
import { partsOf, type State, unpackState } from '../sync/checkpoint-state.ts'
import {
  HEAD,
  lastSeqAt,
  type Piece,
  ROW_COLUMNS,
  readLog,
  readRowsAt,
  SEGMENT_COLUMNS,
  toRows,
} from '../sync/log-read.ts'
import { buildReadable, type DocOptions } from './build-doc.ts'

export { HEAD } from '../sync/log-read.ts'

/** A row of the log, with who wrote it. */
export interface PastRow {
  seqFrom: number
  seq: number
  kind: UpdateKind
  userId: string
  organizationId: string | null
  causeType: string | null
  causeId: string | null
  createdAt: Date
  /** Yjs v1. */
  update: Uint8Array
}

/** What the document at a place is made of. */
export interface Past {
  /** Null where the log is read from its beginning. */
  checkpoint: { seq: number; state: State } | null
  /** In order, void ones included. */
  rows: PastRow[]
  /** The place that is reached: the one asked for, the head before it, or the last whole row of the log before it. */
  seq: number
}

/** A part of a checkpoint, a row or a segment, as it is stored. */
interface PieceRow extends Piece {
  part: 'checkpoint' | 'log'
}

/**
 * What the document at `seq` (by default now) is made of, in one statement. An unknown document is empty.
 * @param except checkpoints not to be used
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export async function readPast(db: Db, documentId: string, seq = HEAD, except: readonly number[] = []): Promise<Past> {
  return toPast(await readPieces(db, documentId, seq, except), seq)
}

/** The same as it is stored; `toPast` takes it apart. */
function readPieces(db: Db, documentId: string, seq: number, except: readonly number[] = []): Promise<PieceRow[]> {
  return db.$queryRaw<PieceRow[]>`
    WITH RECURSIVE checkpoint AS MATERIALIZED (
      SELECT "seq", "base", "state" FROM "DocumentCheckpoint"
      WHERE "documentId" = ${documentId} AND "seq" <= ${seq} AND "seq" <> ALL(${[...except]}::int[])
      ORDER BY "seq" DESC LIMIT 1
    ), ${partsOf(documentId)}
    SELECT 'checkpoint' AS "part", 0 AS "seqFrom", "seq", NULL AS "kind", NULL::bigint AS "clientId",
      NULL::int AS "clientSeq", '' AS "userId", NULL AS "organizationId", NULL AS "onBehalfOf", NULL AS "causeType",
      NULL AS "causeId", NULL::timestamp AS "createdAt", "state" AS "data"
    FROM parts
    UNION ALL
    SELECT 'log' AS "part", ${SEGMENT_COLUMNS} FROM "LogSegment"
    WHERE "documentId" = ${documentId} AND "seqFrom" <= ${seq}
      AND "seq" > COALESCE((SELECT "seq" FROM checkpoint), 0)
    UNION ALL
    SELECT 'log' AS "part", ${ROW_COLUMNS} FROM "DocumentUpdate"
    WHERE "documentId" = ${documentId} AND "seq" <= ${seq}
      AND "seq" > COALESCE((SELECT "seq" FROM checkpoint), 0)
    ORDER BY "seq", "seqFrom"`
}

/** @throws AppError `UNAVAILABLE` where the log has a hole */
function toPast(pieces: readonly PieceRow[], seq: number): Past {
  const parts = pieces.filter(({ part }) => part === 'checkpoint')
  const newest = parts.at(-1)
  const checkpoint =
    newest === undefined ? null : { seq: newest.seq, state: parts.map(({ data }) => unpackState(data)) }
  let reached = checkpoint?.seq ?? 0
  const log = pieces.flatMap(({ part, ...piece }) => (part === 'log' ? [piece] : []))
  const rows = toRows(log, { after: reached, upTo: seq })
  for (const row of rows) {
    if (row.seqFrom !== reached + 1) throw new AppError('UNAVAILABLE', 'quarantined')
    reached = row.seq
  }
  return { checkpoint, rows, seq: reached }
}

/**
 * Rows after `seq`, in order, at most `limit`; fewer means that the end was reached.
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export async function readRowsAfter(db: Db, documentId: string, seq: number, limit: number): Promise<PastRow[]> {
  const rows = await readLog(db, documentId, { after: seq, limit })
  let expected = seq + 1
  for (const row of rows) {
    if (row.seqFrom !== expected) throw new AppError('UNAVAILABLE', 'quarantined')
    expected = row.seq + 1
  }
  return rows
}

/** What single rows changed, in order. */
export async function readUpdates(
  db: Db,
  documentId: string,
  seqs: readonly number[],
): Promise<Pick<PastRow, 'seq' | 'update'>[]> {
  return readRowsAt(db, documentId, seqs)
}

/**
 * The document at `seq` (by default now), to be read and thrown away, and the place that was reached. One statement; more
 * only where a checkpoint cannot be read. Holds up everybody while it is made: what people ask for is read in a thread
 * (`read-past.ts`).
 * @throws AppError `UNAVAILABLE` where the log has a hole
 */
export async function docAt(
  db: Db,
  documentId: string,
  seq = HEAD,
  options: DocOptions = {},
): Promise<{ doc: Y.Doc; seq: number }> {
  const except: number[] = []
  for (;;) {
    const past = await readPast(db, documentId, seq, except)
    const doc = buildReadable(past, options)
    if (doc !== null) return { doc, seq: past.seq }
    if (past.checkpoint !== null) except.push(past.checkpoint.seq)
  }
}

/** The last place in the log that had been written at a moment; 0 before the first. */
export async function seqAt(db: Db, documentId: string, moment: Date): Promise<number> {
  return lastSeqAt(db, documentId, moment)
}
