import type { Db, Thread, ThreadComment } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Withdrawn } from '../notifications/named.ts'
import type { ThreadTools } from './access.ts'
import { type MentionInput, mentionNotices } from './mentions.ts'

/** Everybody who had spoken in the thread by then and was not already told that they are mentioned. */
export async function replyNotices(
  db: Db,
  actor: Actor,
  { id, documentId }: { id: string; documentId: string },
  comment: ThreadComment,
  mentions: readonly MentionInput[],
) {
  const others = await db.threadComment.findMany({
    where: { threadId: id, deletedAt: null, createdAt: { lte: comment.createdAt } },
    distinct: ['createdById'],
    select: { createdById: true },
  })
  const mentioned = new Set(mentions.map(({ personId }) => personId))
  return others
    .filter(({ createdById }) => !mentioned.has(createdById))
    .map(({ createdById }) => ({
      userId: createdById,
      kind: 'REPLY' as const,
      documentId,
      threadId: id,
      commentId: comment.id,
      actorId: actor.userId,
    }))
}

interface Renamed {
  fresh: readonly MentionInput[]
  all: readonly MentionInput[]
  withdrawn: readonly Withdrawn[]
}

/**
 * Tells of names that are new in words that were changed. Who was to be told of a name that is gone, and has not seen it,
 * hears of the answer instead, where they spoke before it.
 * @param fresh whom the words did not name before
 * @param withdrawn whom this edit took out
 */
export async function tellOfEdit(
  { db, notices, pubsub }: ThreadTools,
  actor: Actor,
  thread: Thread,
  comment: ThreadComment,
  { fresh, all, withdrawn }: Renamed,
): Promise<void> {
  const inVain = new Set(withdrawn.filter(({ isTold }) => !isTold).map(({ userId }) => userId))
  const answers = inVain.size > 0 ? await replyNotices(db, actor, thread, comment, all) : []
  await notices.record([
    ...mentionNotices(actor, thread, { id: comment.id, mentions: fresh }),
    ...answers.filter(({ userId }) => inVain.has(userId)),
  ])
  for (const { userId } of withdrawn) pubsub.publish('notification', { userId })
}
