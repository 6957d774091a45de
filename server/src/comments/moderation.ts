import { writeHiding } from '../audit/hiding.ts'
import type { Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { LENGTHS } from '../limits.ts'
import { commentFor, type ThreadTools } from './access.ts'

/** Hides words from everybody but their author and moderators, with a reason; null shows them again. */
export async function setHidden(
  { db, clock, pubsub }: ThreadTools,
  actor: Actor,
  commentId: string,
  reason: string | null,
): Promise<void> {
  const { comment } = await commentFor(db, actor, commentId, 'moderate')
  const { documentId } = comment.thread
  await writeHiding(db, {
    target: 'comment',
    id: commentId,
    documentId,
    actorId: actor.userId,
    reason: reason === null ? null : toReason(reason),
    at: clock.now(),
  })
  pubsub.publish('thread', { documentId, threadId: comment.threadId })
}

/** Why words are hidden, as everybody reads it. */
export function toReason(text: string): string {
  const reason = text.trim()
  if (reason === '' || reason.length > LENGTHS.hidingReason) throw new AppError('INVALID', 'reason')
  return reason
}
