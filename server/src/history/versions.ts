import type { Db, Version, VersionKind } from '@app/prisma'
import { mayOnHistory } from '../auth/history-policy.ts'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { isUuid, newId } from '../ids.ts'
import { LENGTHS } from '../limits.ts'
import type { Folded } from './activity-fold.ts'
import { hashAt } from './read-past.ts'

export type VersionTools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'history'>

/** What is written down of a version besides its place. */
export interface Cut {
  id: string
  kind: VersionKind
  name: string
  note: string
  /** Who caused it; null for the server. */
  by: { userId: string; organizationId: string | null } | null
  /** Asked right before it is written down; refuses who may not any more. */
  judge?: () => Promise<void>
}

export interface NewVersion {
  /** A UUID; the same request again gives the same version. */
  id: string
  documentId: string
  name: string
  note: string
}

const MAX_ATTEMPTS = 20

/**
 * Names the text as it is now.
 * @throws AppError `CONFLICT` for an id of something else; with detail `named` where it is that of a version that was called
 * otherwise, which never changes
 */
export async function createVersion(
  tools: VersionTools & Pick<Services, 'audit' | 'sessions'>,
  actor: Actor,
  input: NewVersion,
): Promise<Version> {
  const { db, audit, sessions } = tools
  const { id, documentId } = input
  if (!isUuid(id)) throw new AppError('INVALID', 'id')
  await assertMayName(db, actor, documentId)
  // Again when the text is read, which may take its time.
  const judge = async () => assertMayName(db, await sessions.getCurrent(actor), documentId)
  const cut = { id, kind: 'NAMED' as const, name: toName(input.name), note: toNote(input.note), by: actor, judge }
  const known = await db.version.findUnique({ where: { id } })
  if (known !== null) return assertSame(known, documentId, cut)
  const version = assertSame(await cutVersion(tools, documentId, cut), documentId, cut)
  await audit.record({
    action: 'version.named',
    actorId: actor.userId,
    documentId,
    targetType: 'version',
    targetId: id,
  })
  return version
}

async function assertMayName(db: Db, actor: Actor, documentId: string): Promise<void> {
  const access = await getReadAccess(db, actor, documentId)
  if (!mayOnHistory(actor, 'nameVersion', access)) throw new AppError('FORBIDDEN')
}

/**
 * Keeps the text as it is now, unless the newest version has the same: after a pause, in long work, when the document
 * moves to another stage, before an older text is restored. Answers the version that has the text.
 */
export async function keepVersion(
  tools: VersionTools,
  documentId: string,
  kind: Exclude<VersionKind, 'NAMED'>,
  by: Cut['by'] = null,
): Promise<Version> {
  return cutVersion(tools, documentId, { id: newId(), kind, name: '', note: '', by })
}

/** One that was redacted since does not say any more what it was called. */
function assertSame(known: Version, documentId: string, { name, note, by }: Cut): Version {
  if (known.createdById !== by?.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  const isCalledSo = known.redactedAt !== null || (known.name === name && known.note === note)
  if (!isCalledSo) throw new AppError('CONFLICT', 'named')
  return known
}

/** One line, and not empty. */
function toName(name: string): string {
  const visible = name.replace(/\p{Cf}/gu, '')
  const line = visible.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  if (line === '') throw new AppError('INVALID', 'name')
  if (line.length > LENGTHS.versionName) throw new AppError('TOO_LARGE', 'name')
  return line
}

function toNote(note: string): string {
  if (note.length > LENGTHS.versionNote) throw new AppError('TOO_LARGE', 'note')
  return note.trim()
}

/** Names or keeps the text as it is now, and answers the version that has it. */
export async function cutVersion(tools: VersionTools, documentId: string, cut: Cut): Promise<Version> {
  const { db, clock, pubsub, history } = tools
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const folded = await history.fold(documentId)
    const hash = await hashAt(db, { documentId, seq: folded.seq, askedBy: null })
    await cut.judge?.()
    const isSame = folded.versionNumber > 0 && hash === folded.versionHash
    if (isSame && cut.kind !== 'NAMED') {
      if (await pass(db, documentId, folded)) return findNewest(db, documentId)
    } else if (await insert(db, { documentId, folded, hash, cut, now: clock.now() })) {
      pubsub.publish('version', { documentId, versionId: cut.id })
      return db.version.findUniqueOrThrow({ where: { id: cut.id } })
    }
    const known = await db.version.findUnique({ where: { id: cut.id } })
    if (known !== null) return known
  }
  throw new AppError('UNAVAILABLE', 'history')
}

async function findNewest(db: Db, documentId: string): Promise<Version> {
  return db.version.findFirstOrThrow({ where: { documentId }, orderBy: { number: 'desc' } })
}

/** The text is as in the newest version: nothing that was written since then is left of it. */
async function pass(db: Db, documentId: string, { seq, versionSeq, versionNumber }: Folded): Promise<boolean> {
  const { count } = await db.documentHistory.updateMany({
    where: { documentId, foldedSeq: seq, versionSeq, versionNumber },
    data: { versionSeq: seq, authors: [] },
  })
  return count === 1
}

interface Insertion {
  documentId: string
  folded: Folded
  hash: string
  cut: Cut
  now: Date
}

/**
 * Number, version and authors in one statement; false where something came between, and nothing was written. A redaction
 * that was written after the hash was worked out comes between, too: it is of words that are gone. Under the lock that a
 * redaction takes first, so that either sees the other, and in its order.
 */
async function insert(db: Db, { documentId, folded, hash, cut, now }: Insertion): Promise<boolean> {
  const { seq, epoch, versionSeq, versionNumber, authors } = folded
  const { id, kind, name, note, by } = cut
  const number = versionNumber + 1
  const listed = authors.toSorted((a, b) => b.rows - a.rows).map((author, position) => ({ ...author, position }))
  const rows = await db.$queryRaw<unknown[]>`
    WITH held AS MATERIALIZED (
      SELECT "id" FROM "Document" WHERE "id" = ${documentId} AND "epoch" = ${epoch} FOR SHARE
    ), moved AS (
      INSERT INTO "DocumentHistory" AS h ("documentId", "versionSeq", "versionNumber", "versionHash")
      SELECT "id", ${seq}::int, ${number}::int, ${hash} FROM held
      ON CONFLICT ("documentId") DO UPDATE
      SET "versionSeq" = ${seq}, "versionNumber" = ${number}, "versionHash" = ${hash}, "authors" = '[]'
      WHERE h."foldedSeq" = ${seq} AND h."versionSeq" = ${versionSeq} AND h."versionNumber" = ${versionNumber}
        AND NOT EXISTS (SELECT FROM "Version" WHERE "id" = ${id})
      RETURNING 1 AS "done"
    ), cut AS (
      INSERT INTO "Version" ("id", "documentId", "number", "seq", "kind", "name", "note", "stage", "hash", "createdById",
        "organizationId", "createdAt", "writtenAt")
      SELECT ${id}, d."id", ${number}, ${seq}, ${kind}::"VersionKind", ${name}, ${note}, d."stage", ${hash},
        ${by?.userId ?? null}, ${by?.organizationId ?? null}, ${now}::timestamp,
        COALESCE((SELECT "createdAt" FROM "DocumentUpdate" WHERE "documentId" = d."id" AND "seq" = ${seq}),
          (SELECT "lastAt" FROM "LogSegment" WHERE "documentId" = d."id" AND "seq" = ${seq}), d."createdAt")
      FROM "Document" d WHERE d."id" = ${documentId} AND EXISTS (SELECT FROM moved)
    ), credited AS (
      INSERT INTO "VersionAuthor" ("versionId", "position", "userId", "organizationId", "rows")
      SELECT ${id}, "position", "userId", "organizationId", "rows"
      FROM jsonb_to_recordset(${JSON.stringify(listed)}::jsonb) AS author(
        "position" int, "userId" text, "organizationId" text, "rows" int)
      WHERE EXISTS (SELECT FROM moved)
    )
    SELECT "done" FROM moved`
  return rows.length > 0
}
