import type { ThreadComment } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { LENGTHS } from '../limits.ts'
import { commentFor, type ThreadTools } from './access.ts'

/** Hides words from everybody but their author and moderators, with a reason; null shows them again. */
export async function setHidden(
  tools: ThreadTools,
  actor: Actor,
  commentId: string,
  reason: string | null,
): Promise<void> {
  const { db, clock, pubsub, audit } = tools
  const { comment } = await commentFor(db, actor, commentId, 'moderate')
  const { documentId } = comment.thread
  const hiddenReason = reason === null ? null : toReason(reason)
  const isHidden = hiddenReason !== null
  await db.threadComment.update({
    where: { id: commentId },
    data: { hiddenAt: isHidden ? clock.now() : null, hiddenById: isHidden ? actor.userId : null, hiddenReason },
  })
  await audit.record({
    action: isHidden ? 'comment.hidden' : 'comment.shown',
    actorId: actor.userId,
    documentId,
    targetType: 'comment',
    targetId: commentId,
    detail: isHidden ? { reason: hiddenReason } : whatWas(comment),
  })
  pubsub.publish('thread', { documentId, threadId: comment.threadId })
}

/** Why words are hidden, as everybody reads it. */
export function toReason(text: string): string {
  const reason = text.trim()
  if (reason === '' || reason.length > LENGTHS.hidingReason) throw new AppError('INVALID', 'reason')
  return reason
}

/** The comment itself forgets, once it is shown again, who had hidden it and why. */
function whatWas({ hiddenReason, hiddenById }: ThreadComment) {
  return { reason: hiddenReason, hiddenById }
}
