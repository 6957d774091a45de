import type { Db, RemarkType, Thread } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { can } from '../auth/policy.ts'
import { getAccess } from '../documents/access.ts'
import { writeCopied } from '../documents/copied.ts'
import { AppError } from '../errors.ts'
import { noteRead } from '../notifications/in-order.ts'
import { accessFor, type ThreadTools, threadFor } from './access.ts'
import { readByActor } from './comments.ts'
import { assertFewRemarks, assertRoomToSay } from './crowded.ts'
import { noteLooks } from './looks.ts'
import { assertMentionable, keptMentions, mentionNotices } from './mentions.ts'
import { once } from './once.ts'
import { type Aim, describeAim, placeMarks } from './place-marks.ts'
import { type Said, toBody, toFirstComment } from './said.ts'
import { startAgain } from './start-again.ts'

export interface NewThread {
  id: string
  documentId: string
  type: RemarkType
  aim: Aim
  said: Said
}

/**
 * Begins a conversation about a passage or a unit. The row comes first and the marks after it: words said are kept even
 * where the passage goes in the same moment. The same request again gives the same thread, as it was sent last, and
 * finishes what a stop left out.
 */
export async function startThread(tools: ThreadTools, actor: Actor, input: NewThread): Promise<Thread> {
  const { db } = tools
  const access = await accessFor(db, actor, input.documentId, 'start', null)
  const thread = await once({
    find: () => findOwn(db, actor, input),
    create: () => createThread(tools, actor, input, access),
    again: (known) => startAgain(tools, access, known, input),
  })
  const { id } = input.said
  const mentions = await keptMentions(db, thread.id, id)
  await tools.notices.record(mentionNotices(actor, thread, { id, mentions }))
  await placeMarks(tools, actor, { threadId: thread.id, documentId: thread.documentId, aim: input.aim })
  tools.pubsub.publish('thread', { documentId: thread.documentId, threadId: thread.id })
  return thread
}

async function findOwn(db: Db, actor: Actor, { id, documentId }: NewThread): Promise<Thread | null> {
  const known = await db.thread.findUnique({ where: { id } })
  if (known === null) return null
  if (known.createdById !== actor.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  return known
}

async function createThread(
  tools: ThreadTools,
  actor: Actor,
  { id, documentId, type, aim, said }: NewThread,
  access: DocumentAccess,
): Promise<Thread> {
  const { db, clock } = tools
  const now = clock.now()
  await assertMentionable(db, access, said.mentions, clock.now())
  const { limits } = tools.env
  await assertFewRemarks(db, limits, actor.userId, documentId)
  const more = { documentId, threadId: null, isAnswer: false, letters: toBody(said.body).length }
  await assertRoomToSay(db, limits, actor.userId, more)
  const row = {
    id,
    documentId,
    type,
    createdById: actor.userId,
    organizationId: actor.organizationId,
    createdAt: now,
    activeAt: now,
    comments: { create: toFirstComment(actor, said, now) },
    reads: { create: { userId: actor.userId, readAt: now } },
  }
  const describe = () => describeAim(tools, { threadId: id, documentId, aim })
  return writeCopied(tools, documentId, describe, (place) => db.thread.create({ data: { ...row, ...place } }))
}

/**
 * @param resolution false to open it again
 * @throws AppError `CONFLICT` where somebody else resolved it and did not say that it was taken in
 */
export async function setResolved(
  tools: ThreadTools,
  actor: Actor,
  threadId: string,
  resolution: false | { takenIn: boolean },
): Promise<void> {
  const { db, clock, pubsub, audit, notices } = tools
  const { thread } = await threadFor(db, actor, threadId, 'resolve')
  const now = clock.now()
  const isResolved = resolution !== false
  const takenIn = isResolved && resolution.takenIn
  const takenInSeq = takenIn ? await readHead(db, thread.documentId) : null
  const { count } = await db.thread.updateMany({
    where: { id: threadId, resolvedAt: isResolved ? null : { not: null } },
    data: isResolved
      ? { resolvedAt: now, resolvedById: actor.userId, takenInSeq, activeAt: now }
      : { resolvedAt: null, resolvedById: null, takenInSeq: null, activeAt: now },
  })
  if (count === 0) {
    const { takenInSeq: said } = await db.thread.findUniqueOrThrow({ where: { id: threadId } })
    if (takenIn && said === null) throw new AppError('CONFLICT')
    // Somebody else was first: it is as it was wanted.
    return
  }
  await readByActor(db, actor, threadId, now)
  await audit.record({
    action: isResolved ? 'thread.resolved' : 'thread.reopened',
    actorId: actor.userId,
    documentId: thread.documentId,
    targetType: 'thread',
    targetId: threadId,
    ...(takenInSeq !== null && { detail: { takenInSeq } }),
  })
  if (isResolved) await notices.record(await resolvedNotices(db, actor, thread))
  pubsub.publish('thread', { documentId: thread.documentId, threadId })
}

async function readHead(db: Db, documentId: string): Promise<number> {
  return (await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } })).headSeq
}

async function resolvedNotices(db: Db, actor: Actor, { id, documentId }: Thread) {
  const said = await db.threadComment.findMany({
    where: { threadId: id, deletedAt: null },
    distinct: ['createdById'],
    select: { createdById: true },
  })
  return said.map(({ createdById }) => ({
    userId: createdById,
    kind: 'THREAD_RESOLVED' as const,
    documentId,
    threadId: id,
    actorId: actor.userId,
  }))
}

/** Ties a thread to another passage: its marks go there, its quote becomes what stands there. */
export async function reanchorThread(tools: ThreadTools, actor: Actor, threadId: string, aim: Aim): Promise<void> {
  const { db, pubsub } = tools
  const { thread } = await threadFor(db, actor, threadId, 'reanchor')
  const { documentId } = thread
  const marking = { threadId, documentId, aim }
  const mark = async () => {
    const { seq: _startedAt, ...place } = await describeAim(tools, marking)
    await placeMarks(tools, actor, marking)
    return place
  }
  await writeCopied(tools, documentId, mark, (place) =>
    db.thread.update({ where: { id: threadId }, data: { ...place, lostAt: null, lostSeq: null } }),
  )
  pubsub.publish('thread', { documentId, threadId })
}

/** Notes that this person has read these threads of a document, as far as they go now. */
export async function markThreadsRead(
  tools: ThreadTools,
  actor: Actor,
  documentId: string,
  threadIds: readonly string[],
): Promise<void> {
  const { db, clock, pubsub } = tools
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  const now = clock.now()
  await noteLooks(db, { userId: actor.userId, documentId, threadIds }, now)
  await noteRead(db, { userId: actor.userId, threadId: { in: [...threadIds] } }, now)
  pubsub.publish('notification', { userId: actor.userId })
}
