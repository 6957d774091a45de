import type { Db, Thread } from '@app/prisma'
import { type Actor, can, type DocumentAccess } from '../auth/policy.ts'
import { mayRemark, type RemarkAction } from '../auth/remark-policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'

export type ThreadTools = Pick<Services, 'db' | 'env' | 'clock' | 'rooms' | 'pubsub' | 'audit' | 'notices' | 'sessions'>

/** The rights on a document for somebody who wants to remark on it; a document they may not read does not exist. */
export async function accessFor(
  db: Db,
  actor: Actor,
  documentId: string,
  action: RemarkAction,
  authorId: string | null,
): Promise<DocumentAccess> {
  const access = await getAccess(db, documentId)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  if (!mayRemark(actor, action, access, authorId)) throw new AppError('FORBIDDEN')
  return access
}

/** The thread, for somebody who may do this with it. */
export async function threadFor(
  db: Db,
  actor: Actor,
  threadId: string,
  action: RemarkAction,
): Promise<{ thread: Thread; access: DocumentAccess }> {
  const thread = await db.thread.findUnique({ where: { id: threadId } })
  if (thread === null) throw new AppError('NOT_FOUND')
  const access = await accessFor(db, actor, thread.documentId, action, thread.createdById)
  return { thread, access }
}

/** The comment with its thread, for somebody who may do this with it. */
export async function commentFor(db: Db, actor: Actor, commentId: string, action: 'edit' | 'react' | 'moderate') {
  const comment = await db.threadComment.findUnique({ where: { id: commentId }, include: { thread: true } })
  if (comment === null) throw new AppError('NOT_FOUND')
  const access = await accessFor(db, actor, comment.thread.documentId, action, comment.createdById)
  return { comment, access }
}
