// The one transaction of a redaction. It is prepared beside what is stored, checked, and written only where nothing changed
// meanwhile; else it is prepared again.

import { randomBytes } from 'node:crypto'
import type { Db, Prisma, Redaction } from '@app/prisma'
import { AppError } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { packState, sealLog } from '../../sync/index.ts'
import { type AmendedLog, amendLog, writeCheckpoint, writeSegment } from './amended-log.ts'
import { type FieldPlace, findInFields, reasonsIn, redactFields } from './fields.ts'
import { forgetPrints } from './prints.ts'
import { readAgain } from './read-again.ts'
import type { Known, RedactionFacts, RedactionPlaces, RedactionTools } from './redactions.ts'
import { findSecret } from './secret-places.ts'
import { planVersions, writeVersions } from './versions.ts'
import { type Changed, hashOfReason } from './witness.ts'

const MAX_ATTEMPTS = 5
const SEED_BYTES = 32

export interface Written {
  redaction: Redaction
  fields: FieldPlace[]
}

/** What was written; or all that is to go, where words came back, and nothing was written. */
export type Outcome = Written | { left: Known }

/**
 * @param witnessed what the log says is redacted: nothing else may be
 * @throws AppError `UNAVAILABLE` where it kept changing meanwhile
 */
export async function writeRedaction(
  { db, clock, spend }: Pick<RedactionTools, 'db' | 'clock' | 'spend'>,
  facts: RedactionFacts,
  known: Known,
  witnessed: Changed,
): Promise<Outcome> {
  const { id, documentId } = facts
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const now = clock.now()
    await sealLog(db, documentId, known.seq, now)
    const log = await amendLog(db, documentId, known)
    if (log === null) continue
    // Words that came back since they were looked for.
    const signs = known.text === null ? [] : await findSecret(log.rows, known.text, spend)
    if (signs.length > 0) return { left: { ...known, signs: [...known.signs, ...signs], seq: log.head } }
    const fields = known.text === null ? known.fields : await findInFields(db, documentId, known.text)
    const isWitnessed = isSame(log.redacted, witnessed.rows) && isSame(reasonsIn(fields), witnessed.reasonsOf)
    if (!isWitnessed) return { left: { ...known, fields, seq: log.head } }
    try {
      await db.$transaction(await prepare(db, facts, { ...known, fields }, log, now))
    } catch (error) {
      // The same request, sent again or begun by another node, may have been first.
      const done = await db.redaction.findUnique({ where: { id } })
      if (done === null && !isChangedMeanwhile(error)) throw error
      if (done === null) continue
    }
    return { redaction: await db.redaction.findUniqueOrThrow({ where: { id } }), fields }
  }
  throw new AppError('UNAVAILABLE', 'redaction')
}

async function prepare(
  db: Db,
  facts: RedactionFacts,
  known: Known,
  log: AmendedLog,
  now: Date,
): Promise<Prisma.PrismaPromise<unknown>[]> {
  const { id, documentId, reason, reasonSalt, userId, organizationId } = facts
  const { segments, rows, head, redacted } = log
  const { signs, fields, seq } = known
  const first = redacted[0]
  const versions = await db.version.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
  const cuts = versions.map((version) => version.seq).filter((place) => place <= head)
  const { hashes, state, content } = await readAgain(rows, cuts)
  const planned = planVersions(versions, { hashes, from: first ?? head + 1, fields })
  const places = { signs, fields, rows: redacted, versions: planned.map((version) => version.id) }
  const stood = places satisfies RedactionPlaces as unknown as Prisma.InputJsonObject
  return [
    ...holdDocument(db, documentId, { epoch: log.epoch, sealed: log.sealed, versions: versions.length }),
    ...segments.flatMap(({ segment, data }) => writeSegment(db, documentId, segment, data, now)),
    ...(first === undefined
      ? []
      : [
          ...writeCheckpoint(db, documentId, { first, head, state: await packState(state) }, now),
          ...forgetPrints(db, documentId, content),
        ]),
    ...writeVersions(db, planned, facts, now),
    ...(await redactFields(db, documentId, fields)),
    db.downloadTicket.deleteMany({ where: { documentId } }),
    // Copies on devices, and what their undo remembers, still hold the words: under another epoch they are thrown away.
    // The seed makes the salts that were taken away; rows to come have another.
    db.document.update({ where: { id: documentId }, data: { epoch: newId(), saltSeed: randomBytes(SEED_BYTES) } }),
    db.redaction.create({
      data: {
        ...{ id, documentId, reason, reasonSalt, reasonHash: hashOfReason(reason, reasonSalt) },
        ...{ createdById: userId, organizationId, createdAt: now, seq, places: stood },
      },
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
        detail: { reason, rows: redacted.length, versions: planned.length, fields: fields.length },
      },
    }),
  ]
}

function isSame<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}

/**
 * Nobody else redacts it, keeps a version of it, or seals it with the former seed, meanwhile; it divides by nothing where
 * somebody has.
 */
function holdDocument(
  db: Db,
  documentId: string,
  { epoch, sealed, versions }: { epoch: string; sealed: number; versions: number },
): Prisma.PrismaPromise<unknown>[] {
  return [
    db.$queryRaw`SELECT "id" FROM "Document" WHERE "id" = ${documentId} FOR UPDATE`,
    db.$queryRaw`
      SELECT 1 / (SELECT count(*) FROM "Document" WHERE "id" = ${documentId} AND "epoch" = ${epoch}
        AND (SELECT count(*) FROM "Version" WHERE "documentId" = ${documentId}) = ${versions}
        AND (SELECT COALESCE(max("seq"), 0) FROM "LogSegment" WHERE "documentId" = ${documentId}) = ${sealed})`,
  ]
}

function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof Error && /division by zero|22012|deadlock detected|40P01/.test(error.message)
}
