// What the City's staff note for themselves while they go over a text: nobody else learns of it by any way.

import type { Db, StaffNote } from '@app/prisma'
import { mayOnHistory } from '../auth/history-policy.ts'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { isUuid } from '../ids.ts'
import { LENGTHS } from '../limits.ts'
import { BLANK } from '../proof/redaction/secret-words.ts'
import { unitsAt } from './read-past.ts'

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'audit' | 'sessions'>

export interface NewStaffNote {
  /** A UUID; sent again it gives the same note, with the words sent last. */
  id: string
  documentId: string
  unitId: string
  body: string
}

/** A unit that somebody went over. */
export interface ReviewedUnit {
  unitId: string
  userId: string
  reviewedAt: Date
  /** It was changed, or is gone, since then. */
  isStale: boolean
}

/**
 * Lets staff of the City pass, who may read the document.
 * @throws AppError `NOT_FOUND` for who may not read it, `FORBIDDEN` for everybody else
 */
export async function assertMayReview(db: Db, actor: Actor, documentId: string): Promise<DocumentAccess> {
  const access = await getReadAccess(db, actor, documentId)
  if (!mayOnHistory(actor, 'review', access)) throw new AppError('FORBIDDEN')
  return access
}

export async function writeStaffNote(tools: Tools, actor: Actor, input: NewStaffNote): Promise<StaffNote> {
  const { db, clock, pubsub, audit, sessions } = tools
  const { id, documentId, unitId } = input
  const body = input.body.trim()
  await assertMayReview(db, actor, documentId)
  if (!isUuid(id)) throw new AppError('INVALID', 'id')
  if (body === '') throw new AppError('INVALID', 'body')
  if (body.length > LENGTHS.reviewNote) throw new AppError('TOO_LARGE', 'body')
  const known = await db.staffNote.findUnique({ where: { id } })
  if (known !== null) return rewriteNote(tools, assertOwn(known, actor, documentId), body)
  const { userId: createdById, organizationId } = actor
  const unit = (await unitsAt(db, { documentId, askedBy: createdById })).find(({ id }) => id === unitId)
  // It was read in turn: who may no longer writes nothing.
  await assertMayReview(db, await sessions.getCurrent(actor), documentId)
  if (unit === undefined) throw new AppError('INVALID', 'unitId')
  const unitLabel = unit.reference
  const note = await db.staffNote.create({
    data: { id, documentId, unitId, unitLabel, body, createdById, organizationId, createdAt: clock.now() },
  })
  const target = { targetType: 'staffNote', targetId: id }
  await audit.record({ action: 'staff-note.written', actorId: createdById, documentId, ...target })
  pubsub.publish('review', { documentId })
  return note
}

/** Said again after a lost answer: the words that were sent last are the note. */
async function rewriteNote({ db, pubsub, audit }: Tools, known: StaffNote, body: string): Promise<StaffNote> {
  if (known.body === body) return known
  // What a redaction took out does not come back with words that were on their way.
  if (known.body.includes(BLANK)) throw new AppError('CONFLICT', 'body')
  const { id, documentId, createdById: actorId } = known
  const { count } = await db.staffNote.updateMany({ where: { id, body: known.body }, data: { body } })
  if (count === 0) throw new AppError('CONFLICT', 'body')
  await audit.record({ action: 'staff-note.written', actorId, documentId, targetType: 'staffNote', targetId: id })
  pubsub.publish('review', { documentId })
  return { ...known, body }
}

/** Takes back one's own note. */
export async function deleteStaffNote({ db, pubsub, audit }: Tools, actor: Actor, id: string): Promise<void> {
  const note = await db.staffNote.findUnique({ where: { id } })
  if (note === null) throw new AppError('NOT_FOUND')
  const { documentId } = note
  await assertMayReview(db, actor, documentId)
  if (note.createdById !== actor.userId) throw new AppError('FORBIDDEN')
  await db.staffNote.deleteMany({ where: { id } })
  const target = { targetType: 'staffNote', targetId: id }
  await audit.record({ action: 'staff-note.deleted', actorId: actor.userId, documentId, ...target })
  pubsub.publish('review', { documentId })
}

export interface GoneOverUnit {
  documentId: string
  unitId: string
  isReviewed: boolean
  /** `Unit.hash` of what the person saw, where they have gone over it. */
  hash: string | null
}

/**
 * Notes that this person has gone over a unit as they saw it, or has not.
 * @throws AppError `CONFLICT` where the unit says something else by now, or is gone
 */
export async function reviewUnit(
  { db, clock, pubsub, sessions }: Tools,
  actor: Actor,
  unit: GoneOverUnit,
): Promise<void> {
  const { documentId, unitId, isReviewed, hash } = unit
  await assertMayReview(db, actor, documentId)
  const { userId } = actor
  if (isReviewed) {
    if (hash === null) throw new AppError('INVALID', 'hash')
    const seen = (await unitsAt(db, { documentId, askedBy: userId })).find(({ id }) => id === unitId)
    await assertMayReview(db, await sessions.getCurrent(actor), documentId)
    if (seen?.hash !== hash) throw new AppError('CONFLICT', 'unitId')
    const now = { hash, reviewedAt: clock.now() }
    await db.unitReview.upsert({
      where: { documentId_unitId_userId: { documentId, unitId, userId } },
      create: { documentId, unitId, userId, ...now },
      update: now,
    })
  } else await db.unitReview.deleteMany({ where: { documentId, unitId, userId } })
  pubsub.publish('review', { documentId })
}

/** What staff have gone over, and whether it is still as it was. */
export function listReviewedUnits(
  tools: Pick<Services, 'db' | 'sessions'>,
  actor: Actor,
  documentId: string,
): Promise<ReviewedUnit[]> {
  const { db } = tools
  const judge = (current: Actor) => assertMayReview(db, current, documentId)
  return judgedAgain(tools, actor, judge, () => readReviewedUnits(db, actor, documentId))
}

async function readReviewedUnits(db: Db, { userId: askedBy }: Actor, documentId: string): Promise<ReviewedUnit[]> {
  const [rows, units] = await Promise.all([
    db.unitReview.findMany({ where: { documentId }, orderBy: [{ reviewedAt: 'asc' }, { userId: 'asc' }] }),
    unitsAt(db, { documentId, askedBy }),
  ])
  const hashes = new Map(units.map(({ id, hash }) => [id, hash]))
  return rows.map(({ unitId, userId, reviewedAt, hash }) => {
    return { unitId, userId, reviewedAt, isStale: hash !== hashes.get(unitId) }
  })
}

function assertOwn(known: StaffNote, actor: Actor, documentId: string): StaffNote {
  if (known.createdById !== actor.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  return known
}
