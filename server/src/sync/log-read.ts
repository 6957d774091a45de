// Reads the log, whether a row still stands in its table or was sealed into a segment: the same rows, byte for byte, either
// way. One statement for both, so that nothing is missed or doubled while somebody seals. A segment that cannot be read is
// a hole, which every reader of the log knows how to meet.

import { type Db, Prisma, type UpdateKind } from '@app/prisma'
import type { StoredRow } from './segment/chain.ts'
import { type RowChange, type RowFacts, unpackChanges, unpackFacts, unpackSegment } from './segment/segment.ts'

export type { StoredRow } from './segment/chain.ts'
export type { RowFacts } from './segment/segment.ts'

/** A part of the log. */
export interface LogPart {
  /** Rows with a greater `seq`. */
  after: number
  /** And not after this one; to the end if left out. */
  upTo?: number
  /** At most so many; fewer means that the end was reached. */
  limit?: number
}

/** Beyond every head. */
export const HEAD = 2 ** 31 - 1

/** A row, or a segment, of the log as it is read. */
export interface Piece extends Omit<StoredRow, 'kind' | 'clientId' | 'update' | 'original'> {
  /** Null for a segment. */
  kind: UpdateKind | null
  clientId: bigint | null
  data: Uint8Array
}

/** The columns of `Piece` in `DocumentUpdate`. */
export const ROW_COLUMNS = Prisma.sql`"seqFrom", "seq", "kind"::text, "clientId", "clientSeq", "userId", "organizationId",
  "onBehalfOf", "causeType", "causeId", "createdAt", "data"`
/** The same without what rows hold. */
const FACT_COLUMNS = Prisma.sql`"seqFrom", "seq", "kind"::text, "clientId", "clientSeq", "userId", "organizationId",
  "onBehalfOf", "causeType", "causeId", "createdAt", ''::bytea AS "data"`
/** The columns of `Piece` in `LogSegment`. */
export const SEGMENT_COLUMNS = Prisma.sql`"seqFrom", "seq", NULL::text AS "kind", NULL::bigint AS "clientId",
  NULL::int AS "clientSeq", '' AS "userId", NULL::text AS "organizationId", NULL::text AS "onBehalfOf",
  NULL::text AS "causeType", NULL::text AS "causeId", "lastAt" AS "createdAt", "data"`

/** Rows of a document in their order. */
export async function readLog(db: Db, documentId: string, part: LogPart): Promise<StoredRow[]> {
  return rowsOfPart(await readLogPieces(db, documentId, part), part)
}

/** The rows of the part, of what `readLogPieces` read for it. */
export function rowsOfPart(pieces: readonly Piece[], { after, upTo = HEAD, limit = HEAD }: LogPart): StoredRow[] {
  return toRows(pieces, { after, upTo }).slice(0, limit)
}

/** The same as it is stored; a segment may hold more than the part. */
export function readLogPieces(db: Db, documentId: string, part: LogPart): Promise<Piece[]> {
  const { after, limit = HEAD } = part
  // Every row stands for one place, so a segment that begins later is beyond the limit.
  const upTo = Math.min(part.upTo ?? HEAD, after + limit)
  return db.$queryRaw<Piece[]>`
    SELECT ${SEGMENT_COLUMNS} FROM "LogSegment"
    WHERE "documentId" = ${documentId} AND "seq" > ${after} AND "seqFrom" <= ${upTo}
    UNION ALL
    SELECT * FROM (
      SELECT ${ROW_COLUMNS} FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "seq" > ${after} AND "seq" <= ${part.upTo ?? HEAD}
      ORDER BY "seq" LIMIT ${limit}
    ) standing
    ORDER BY "seq"`
}

/** The rows of `pieces` that are in the part. */
export function toRows(pieces: readonly Piece[], { after, upTo }: { after: number; upTo: number }): StoredRow[] {
  return pieces.flatMap(({ kind, clientId, data, ...piece }) => {
    if (kind !== null) {
      return [{ ...piece, kind, clientId: clientId === null ? null : Number(clientId), update: data }]
    }
    return readSegment(data, upTo).filter(({ seq }) => seq > after)
  })
}

/** The rows of a segment; nothing where it cannot be read. */
function readSegment(data: Uint8Array, upTo: number): StoredRow[] {
  return orNothing(() => unpackSegment(data, upTo).rows)
}

/** What its rows changed, for who only replays them. */
export function readChanges(data: Uint8Array, upTo: number): RowChange[] {
  return orNothing(() => unpackChanges(data, upTo))
}

function orNothing<T>(read: () => T[]): T[] {
  try {
    return read()
  } catch {
    return []
  }
}

/** Rows of a document in their order without what they hold: who, for whom, when, why. For many rows at once. */
export async function readFacts(db: Db, documentId: string, { after, upTo = HEAD }: LogPart): Promise<RowFacts[]> {
  const pieces = await db.$queryRaw<Piece[]>`
    SELECT ${SEGMENT_COLUMNS} FROM "LogSegment"
    WHERE "documentId" = ${documentId} AND "seq" > ${after} AND "seqFrom" <= ${upTo}
    UNION ALL
    SELECT ${FACT_COLUMNS} FROM "DocumentUpdate"
    WHERE "documentId" = ${documentId} AND "seq" > ${after} AND "seq" <= ${upTo}
    ORDER BY "seq"`
  return toFacts(pieces).filter(({ seq }) => seq > after && seq <= upTo)
}

function toFacts(pieces: readonly Piece[]): RowFacts[] {
  return pieces.flatMap(({ kind, clientId, data, ...piece }) => {
    if (kind === null) return orNothing(() => unpackFacts(data))
    return [{ ...piece, kind, clientId: clientId === null ? null : Number(clientId) }]
  })
}

/** Single rows, in their order; those that do not exist are left out. */
export async function readRowsAt(db: Db, documentId: string, seqs: readonly number[]): Promise<StoredRow[]> {
  const pieces = await readPiecesAt(db, documentId, seqs, ROW_COLUMNS)
  const wanted = new Set(seqs)
  return toRows(pieces, { after: 0, upTo: HEAD }).filter(({ seq }) => wanted.has(seq))
}

/** The facts of single rows, in their order; those that do not exist are left out. */
export async function readFactsAt(db: Db, documentId: string, seqs: readonly number[]): Promise<RowFacts[]> {
  const pieces = await readPiecesAt(db, documentId, seqs, FACT_COLUMNS)
  const wanted = new Set(seqs)
  return toFacts(pieces).filter(({ seq }) => wanted.has(seq))
}

/** When rows of the log were written, by `seq`. */
export async function readTimes(db: Db, documentId: string, seqs: readonly number[]): Promise<Map<number, Date>> {
  const rows = await readFactsAt(db, documentId, seqs)
  return new Map(rows.map(({ seq, createdAt }) => [seq, createdAt]))
}

function readPiecesAt(db: Db, documentId: string, seqs: readonly number[], columns: Prisma.Sql): Promise<Piece[]> {
  return db.$queryRaw<Piece[]>`
    SELECT ${SEGMENT_COLUMNS} FROM "LogSegment" segment
    WHERE "documentId" = ${documentId}
      AND EXISTS (SELECT FROM unnest(${[...seqs]}::int[]) AS wanted("place")
        WHERE "place" BETWEEN segment."seqFrom" AND segment."seq")
    UNION ALL
    SELECT ${columns} FROM "DocumentUpdate" WHERE "documentId" = ${documentId} AND "seq" = ANY(${[...seqs]}::int[])
    ORDER BY "seq"`
}

/** The last whole row up to a place; null before the first. */
export async function findRowUpTo(db: Db, documentId: string, seq: number): Promise<RowFacts | null> {
  const pieces = await db.$queryRaw<Piece[]>`
    SELECT * FROM (
      SELECT ${SEGMENT_COLUMNS} FROM "LogSegment" WHERE "documentId" = ${documentId} AND "seqFrom" <= ${seq}
      ORDER BY "seqFrom" DESC LIMIT 1
    ) sealed
    UNION ALL
    SELECT * FROM (
      SELECT ${FACT_COLUMNS} FROM "DocumentUpdate" WHERE "documentId" = ${documentId} AND "seq" <= ${seq}
      ORDER BY "seq" DESC LIMIT 1
    ) standing
    ORDER BY "seq"`
  return toFacts(pieces).findLast((row) => row.seq <= seq) ?? null
}

/** The last place in the log that had been written at a moment; 0 before the first. */
export async function lastSeqAt(db: Db, documentId: string, moment: Date): Promise<number> {
  const pieces = await db.$queryRaw<Piece[]>`
    SELECT * FROM (
      SELECT ${FACT_COLUMNS} FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "createdAt" <= ${moment}::timestamp
      ORDER BY "seq" DESC LIMIT 1
    ) standing
    UNION ALL
    SELECT * FROM (
      SELECT ${SEGMENT_COLUMNS} FROM "LogSegment"
      WHERE "documentId" = ${documentId} AND "firstAt" <= ${moment}::timestamp
      ORDER BY "seq" DESC LIMIT 1
    ) sealed`
  const written = toFacts(pieces).filter(({ createdAt }) => createdAt <= moment)
  return written.reduce((last, { seq }) => Math.max(last, seq), 0)
}
