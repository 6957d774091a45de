import type { Db, Thread, ThreadComment } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { commentFor, type ThreadTools, threadFor } from './access.ts'
import { assertRoomToSay } from './crowded.ts'
import { sayAgain } from './edits.ts'
import { assertMentionable, keptMentions, type MentionInput, mentionNotices } from './mentions.ts'
import { once } from './once.ts'
import { type Said, toBody, toFirstComment } from './said.ts'
import { replyNotices } from './told.ts'

/**
 * Answers in a thread, once: the same request again gives the same comment, with the words sent last, and tells whom a
 * stop left untold. A resolved thread stays resolved.
 */
export async function replyToThread(
  tools: ThreadTools,
  actor: Actor,
  threadId: string,
  said: Said,
): Promise<ThreadComment> {
  const { db, pubsub } = tools
  const { thread, access } = await threadFor(db, actor, threadId, 'reply')
  const comment = await once({
    find: () => findOwn(db, actor, threadId, said),
    create: () => createReply(tools, actor, thread, access, said),
    again: (known) => sayAgain(tools, access, known, said),
  })
  const mentions = await keptMentions(db, threadId, said.id)
  await tellOfReply(tools, actor, thread, comment, mentions)
  pubsub.publish('thread', { documentId: thread.documentId, threadId })
  return comment
}

async function findOwn(db: Db, actor: Actor, threadId: string, { id }: Said): Promise<ThreadComment | null> {
  const known = await db.threadComment.findUnique({ where: { id } })
  if (known !== null && (known.createdById !== actor.userId || known.threadId !== threadId)) {
    throw new AppError('CONFLICT')
  }
  return known
}

async function createReply(
  { db, clock, env }: ThreadTools,
  actor: Actor,
  thread: Thread,
  access: DocumentAccess,
  said: Said,
): Promise<ThreadComment> {
  const now = clock.now()
  const { id: threadId } = thread
  await assertMentionable(db, access, said.mentions, now)
  const { documentId } = thread
  const more = { documentId, threadId, isAnswer: true, letters: toBody(said.body).length }
  await assertRoomToSay(db, env.limits, actor.userId, more)
  const [comment] = await db.$transaction([
    db.threadComment.create({ data: { ...toFirstComment(actor, said, now), threadId } }),
    db.thread.update({ where: { id: threadId }, data: { activeAt: now } }),
    readByActor(db, actor, threadId, now),
  ])
  return comment
}

async function tellOfReply(
  { db, notices }: ThreadTools,
  actor: Actor,
  thread: Thread,
  comment: ThreadComment,
  mentions: readonly MentionInput[],
): Promise<void> {
  if (comment.deletedAt !== null || comment.hiddenAt !== null) return
  await notices.record([
    ...mentionNotices(actor, thread, { id: comment.id, mentions }),
    ...(await replyNotices(db, actor, thread, comment, mentions)),
  ])
}

/** One's own words are no news to oneself. */
export function readByActor(db: Db, { userId }: Actor, threadId: string, now: Date) {
  const key = { threadId, userId }
  return db.threadRead.upsert({
    where: { threadId_userId: key },
    create: { ...key, readAt: now },
    update: { readAt: now },
  })
}

/**
 * Takes one's own words back: the place in the conversation stays, the words are gone from the database too. Words that
 * a moderator has hidden stay: they are what the audit is about.
 */
export async function deleteComment(tools: ThreadTools, actor: Actor, commentId: string): Promise<void> {
  const { db, clock, pubsub, audit } = tools
  const { comment } = await commentFor(db, actor, commentId, 'edit')
  const { documentId } = comment.thread
  const [{ count }] = await db.$transaction([
    db.threadComment.updateMany({
      where: { id: commentId, hiddenAt: null },
      data: { body: '', deletedAt: clock.now() },
    }),
    db.mention.deleteMany({ where: { commentId, comment: { deletedAt: { not: null } } } }),
  ])
  if (count === 0) throw new AppError('CONFLICT')
  await audit.record({
    action: 'comment.deleted',
    actorId: actor.userId,
    documentId,
    targetType: 'comment',
    targetId: commentId,
  })
  pubsub.publish('thread', { documentId, threadId: comment.threadId })
}

/** What one may answer with in place of words. */
export const REACTIONS = ['👍', '❤️', '🎉', '🤔', '👎'] as const

export async function setReaction(
  tools: ThreadTools,
  actor: Actor,
  commentId: string,
  emoji: string,
  isOn: boolean,
): Promise<void> {
  const { db, clock, pubsub } = tools
  if (!(REACTIONS as readonly string[]).includes(emoji)) throw new AppError('INVALID', 'emoji')
  const { comment } = await commentFor(db, actor, commentId, 'react')
  const key = { commentId, userId: actor.userId, emoji }
  if (isOn) await db.reaction.createMany({ data: [{ ...key, createdAt: clock.now() }], skipDuplicates: true })
  else await db.reaction.deleteMany({ where: key })
  pubsub.publish('thread', { documentId: comment.thread.documentId, threadId: comment.threadId })
}
