// The one transaction of a redaction. It is prepared beside what is stored, checked, and written only where nothing changed
// meanwhile; else it is prepared again.

import { type Db, Prisma, type Redaction, type Version } from '@app/prisma'
import * as Y from 'yjs'
import { BODY, canonicalHash, createDocument, readContent } from '../../document/index.ts'
import { AppError } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { amendSegment, laterThan, packState, type Segment, type StoredRow, unpackSegment } from '../../sync/index.ts'
import { changesOf, type FieldPlace, findInFields, redactFields } from './fields.ts'
import { redactUpdate, SecretIds } from './redact-update.ts'
import type { RedactionFacts, RedactionTools } from './redactions.ts'
import { findSecret, type IdStretch } from './secret-places.ts'

const MAX_ATTEMPTS = 5

interface Known {
  text: string | null
  signs: IdStretch[]
  fields: FieldPlace[]
  seq: number
}

interface AmendedSegment {
  segment: Segment
  data: Uint8Array<ArrayBuffer>
}

/** What the log says afterwards. */
interface AmendedLog {
  segments: AmendedSegment[]
  rows: StoredRow[]
  /** Rows that hold something else now. */
  redacted: number[]
}

/** @throws AppError `UNAVAILABLE` where it kept changing meanwhile, or words would be left */
export async function writeRedaction(
  { db, clock }: Pick<RedactionTools, 'db' | 'clock'>,
  facts: RedactionFacts,
  known: Known,
): Promise<Redaction> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const now = clock.now()
    const log = await amendLog(db, facts.documentId, known)
    await assertGone(log.rows, known.text)
    const writes = await prepare(db, facts, known, log, now)
    try {
      await db.$transaction(writes)
      return await db.redaction.findUniqueOrThrow({ where: { id: facts.id } })
    } catch (error) {
      if (!isChangedMeanwhile(error)) throw error
    }
  }
  throw new AppError('UNAVAILABLE', 'redaction')
}

async function amendLog(db: Db, documentId: string, { text, signs }: Known): Promise<AmendedLog> {
  const ids = new SecretIds(signs)
  const log: AmendedLog = { segments: [], rows: [], redacted: [] }
  const stored = await db.logSegment.findMany({ where: { documentId }, orderBy: { seqFrom: 'asc' } })
  for (const segment of stored) {
    const data = await amendSegment(segment, ({ seq, update }) => {
      const without = redactUpdate(update, ids, text)
      if (without === null) return null
      log.redacted.push(seq)
      return { update: without, isSecret: true }
    })
    if (data !== null) log.segments.push({ segment, data })
    log.rows.push(...unpackSegment(data ?? segment.data).rows)
  }
  return log
}

/** Nothing is written while the words could still be read somewhere in the past. */
async function assertGone(rows: readonly StoredRow[], text: string | null): Promise<void> {
  if (text === null) return
  const left = await findSecret(rows, text)
  if (left.length > 0) throw new AppError('UNAVAILABLE', 'redaction')
}

async function prepare(
  db: Db,
  { id, documentId, reason, userId, organizationId }: RedactionFacts,
  known: Known,
  { segments, rows, redacted }: AmendedLog,
  now: Date,
): Promise<Prisma.PrismaPromise<unknown>[]> {
  const first = redacted[0]
  const last = rows.at(-1)?.seq ?? 0
  const fields = known.text === null ? known.fields : await findInFields(db, documentId, known.text)
  const versions = await redactedVersions(db, documentId, rows, first ?? last + 1, fields)
  const redaction = { redactedAt: now, redactedById: userId, redactionReason: reason }
  const places = { signs: known.signs, fields, rows: redacted } as unknown as Prisma.InputJsonObject
  return [
    ...segments.flatMap(({ segment, data }) => writeSegment(db, documentId, segment, data, now)),
    ...(first === undefined ? [] : await writeCheckpoint(db, documentId, rows, { first, last }, now)),
    ...versions.map(({ number, ...change }) =>
      db.version.update({ where: { documentId_number: { documentId, number } }, data: { ...change, ...redaction } }),
    ),
    ...(await redactFields(db, documentId, fields)),
    db.downloadTicket.deleteMany({ where: { documentId } }),
    // Copies on devices, and what their undo remembers, still hold the words: under another epoch they are thrown away.
    db.document.update({ where: { id: documentId }, data: { epoch: newId() } }),
    db.redaction.create({
      data: { id, documentId, reason, createdById: userId, organizationId, createdAt: now, seq: known.seq, places },
    }),
    db.auditEvent.create({
      data: {
        id: newId(),
        at: now,
        action: 'document.redacted',
        actorId: userId,
        documentId,
        targetType: 'redaction',
        targetId: id,
        detail: { reason, rows: redacted.length, versions: versions.length, fields: fields.length },
      },
    }),
  ]
}

/** Divides by nothing, and so undoes it all, where the segment is no longer the one that was read. */
function writeSegment(
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

function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof Error && /division by zero|22012/.test(error.message)
}

/** Every state from the first of those rows on held the words; one at the end is made again, so that it opens quickly. */
async function writeCheckpoint(
  db: Db,
  documentId: string,
  rows: readonly StoredRow[],
  { first, last }: { first: number; last: number },
  now: Date,
): Promise<Prisma.PrismaPromise<unknown>[]> {
  const doc = createDocument()
  doc.transact(() => {
    for (const { kind, update } of rows) if (kind !== 'VOID') Y.applyUpdate(doc, update)
  })
  const state = await packState(Y.encodeStateAsUpdateV2(doc))
  return [
    db.documentCheckpoint.deleteMany({ where: { documentId, seq: { gte: first } } }),
    db.documentCheckpoint.create({ data: { documentId, seq: last, state, createdAt: now } }),
  ]
}

type VersionChange = Pick<Version, 'number' | 'name' | 'note' | 'redactedHash'>

/** Versions whose text, name or note reads otherwise now. */
async function redactedVersions(
  db: Db,
  documentId: string,
  rows: readonly StoredRow[],
  from: number,
  fields: readonly FieldPlace[],
): Promise<VersionChange[]> {
  const versions = await db.version.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
  const named = fields.filter(({ table }) => table === 'Version')
  const doc = createDocument()
  const changes: VersionChange[] = []
  let at = 0
  for (const { id, number, seq, hash, redactedHash, name, note } of versions) {
    for (; at < rows.length && (rows[at]?.seq ?? 0) <= seq; at += 1) {
      const row = rows[at]
      if (row !== undefined && row.kind !== 'VOID') Y.applyUpdate(doc, row.update)
    }
    const current = redactedHash ?? hash
    const next = seq < from ? current : canonicalHash(readContent(doc.getText(BODY)))
    const words = changesOf(
      { id, name, note },
      named.filter((place) => place.id === id),
    )
    if (next === current && Object.keys(words).length === 0) continue
    changes.push({ number, name, note, ...words, redactedHash: next === hash ? null : next })
  }
  return changes
}
