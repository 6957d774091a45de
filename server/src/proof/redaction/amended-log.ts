// The log as it is to be after a redaction, beside the one that is stored, and what writes it.

import { type Db, Prisma } from '@app/prisma'
import { amendSegment, laterThan, readLog, type Segment, type StoredRow, unpackSegment } from '../../sync/index.ts'
import { nextTurn } from '../../threads/slices.ts'
import { redactRow, toGoing } from './redact-update.ts'
import type { Known } from './redactions.ts'

interface AmendedSegment {
  segment: Segment
  data: Uint8Array<ArrayBuffer>
}

/** What the log says afterwards. */
export interface AmendedLog {
  /** Of the document when it was read; every redaction ends it. */
  epoch: string
  segments: AmendedSegment[]
  /** Sealed ones as they will be, and those after them. */
  rows: StoredRow[]
  /** The last that is sealed. */
  sealed: number
  /** The last one. */
  head: number
  /** Rows that hold something else now. */
  redacted: number[]
}

/** Null where not everything that is known is sealed: another node was first with a part of it. */
export async function amendLog(db: Db, documentId: string, known: Known): Promise<AmendedLog | null> {
  const going = toGoing(known)
  const { epoch } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { epoch: true } })
  const log: AmendedLog = { epoch, segments: [], rows: [], sealed: 0, head: 0, redacted: [] }
  const stored = await db.logSegment.findMany({ where: { documentId }, orderBy: { seqFrom: 'asc' } })
  for (const segment of stored) {
    const data = await amendSegment(segment, (row) => {
      const without = redactRow(row, going)
      if (without === null) return null
      log.redacted.push(row.seq)
      return { update: without, isSecret: true }
    })
    if (data !== null) log.segments.push({ segment, data })
    log.rows.push(...unpackSegment(data ?? segment.data).rows)
    await nextTurn()
  }
  const sealed = log.rows.at(-1)?.seq ?? 0
  if (sealed < known.seq) return null
  log.rows.push(...(await readLog(db, documentId, { after: sealed })))
  return { ...log, sealed, head: log.rows.at(-1)?.seq ?? 0 }
}

/** Divides by nothing, and so undoes it all, where the segment is no longer the one that was read. */
export function writeSegment(
  db: Db,
  documentId: string,
  { seqFrom, link, amendedAt }: Segment,
  data: Uint8Array<ArrayBuffer>,
  now: Date,
): Prisma.PrismaPromise<unknown>[] {
  const same = Prisma.sql`"documentId" = ${documentId} AND "seqFrom" = ${seqFrom} AND "link" = ${link}
    AND "amendedAt" IS NOT DISTINCT FROM ${amendedAt}::timestamp`
  return [
    db.$queryRaw`SELECT 1 FROM "LogSegment" WHERE "documentId" = ${documentId} AND "seqFrom" = ${seqFrom} FOR UPDATE`,
    db.$queryRaw`SELECT 1 / (SELECT count(*) FROM "LogSegment" WHERE ${same})`,
    db.$executeRaw`
      UPDATE "LogSegment" SET "data" = ${data}, "amendedAt" = ${laterThan(amendedAt, now)}::timestamp WHERE ${same}`,
  ]
}

/** Every state from the first of those rows on held the words; one at the end is made again, so that it opens quickly. */
export function writeCheckpoint(
  db: Db,
  documentId: string,
  { first, head, state }: { first: number; head: number; state: Uint8Array<ArrayBuffer> },
  now: Date,
): Prisma.PrismaPromise<unknown>[] {
  return [
    db.documentCheckpoint.deleteMany({ where: { documentId, seq: { gte: first } } }),
    db.documentCheckpoint.create({ data: { documentId, seq: head, state, createdAt: now } }),
  ]
}
