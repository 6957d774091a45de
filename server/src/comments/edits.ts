import type { Db, ThreadComment } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { toVisible } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { findWithdrawn, noteNames } from '../notifications/named.ts'
import { commentFor, type ThreadTools } from './access.ts'
import { assertRoomToSay } from './crowded.ts'
import { assertMentionable, type MentionInput, mentionsIn, newAmong, toMentionRows } from './mentions.ts'
import { type Said, toBody } from './said.ts'
import { tellOfEdit } from './told.ts'

type Tools = Pick<ThreadTools, 'db' | 'clock' | 'env'>

/**
 * Puts other words in place of one's own, where those stand that they were written over: what a redaction took out does
 * not come back with a form that was open before, nor do older words with another window.
 * @throws AppError `CONFLICT` (`changed`) where other words stand there, or none
 */
export async function editComment(tools: ThreadTools, actor: Actor, said: Said): Promise<void> {
  const { db, clock, pubsub } = tools
  const { comment, access } = await commentFor(db, actor, said.id, 'edit')
  const known = await mentionsIn(db, said.id)
  await assertMentionable(db, access, said.mentions, clock.now(), known)
  const body = toBody(said.body)
  await assertRoomForMore(tools, comment.thread.documentId, comment, said)
  const was = [...said.replaces.map(toVisible), body]
  const at = clock.now()
  if (!(await putWords(db, said, { was, known, at }))) throw new AppError('CONFLICT', 'changed')
  // Sent again, mostly because an answer was lost: a stop may have come before anybody was told.
  const isAgain = comment.body === body
  const fresh = isAgain ? said.mentions : newAmong(said.mentions, known)
  const isWithdrawn = isAgain || newAmong(known, said.mentions).length > 0
  const withdrawn = isWithdrawn ? await findWithdrawn(db, said.id, isAgain ? (comment.editedAt ?? at) : at) : []
  await tellOfEdit(tools, actor, comment.thread, comment, { fresh, all: said.mentions, withdrawn })
  pubsub.publish('thread', { documentId: comment.thread.documentId, threadId: comment.threadId })
}

/**
 * What is sent again under one id, mostly because an answer was lost. The same words are said already; others take the
 * place of what the page had sent before, and of nothing else: a late request must not undo a newer one.
 * @throws AppError `CONFLICT` where other words stand there, or they were taken back
 */
export async function sayAgain(
  tools: Tools,
  access: DocumentAccess,
  known: ThreadComment,
  said: Said,
): Promise<ThreadComment> {
  if (known.body === toBody(said.body)) return known
  if (!said.replaces.some((words) => toVisible(words) === known.body)) throw new AppError('CONFLICT', 'said')
  const named = await mentionsIn(tools.db, known.id)
  await assertMentionable(tools.db, access, said.mentions, tools.clock.now(), named)
  await assertRoomForMore(tools, access.documentId, known, said)
  const over = { was: [known.body], known: named, at: tools.clock.now() }
  if (!(await putWords(tools.db, said, over))) throw new AppError('CONFLICT', 'said')
  return tools.db.threadComment.findUniqueOrThrow({ where: { id: known.id } })
}

/** Words that take the place of others may be longer, as long as there is room for what they add. */
function assertRoomForMore(
  { db, env }: Tools,
  documentId: string,
  { threadId, createdById, body }: ThreadComment,
  said: Said,
): Promise<void> {
  const letters = toBody(said.body).length - body.length
  return assertRoomToSay(db, env.limits, createdById, { documentId, threadId, isAnswer: false, letters })
}

interface Over {
  /** The words of which some must still stand there. */
  was: string[]
  /** Whom they name. */
  known: readonly MentionInput[]
  at: Date
}

/**
 * Who may write is asked before; whether there is still something to write over is asked by the statement itself, which
 * holds the row: in between it may have been taken back or hidden.
 */
async function putWords(db: Db, { id, ...said }: Said, { was, known, at }: Over): Promise<boolean> {
  const body = toBody(said.body)
  const shown = { deletedAt: null, hiddenAt: null }
  const isRenamed = newAmong(known, said.mentions).length > 0 || newAmong(said.mentions, known).length > 0
  const rows = JSON.stringify(toMentionRows(said.mentions))
  const [{ count }] = await db.$transaction([
    db.threadComment.updateMany({
      where: { id, ...shown, body: { in: was } },
      data: { body, editedAt: at },
    }),
    db.mention.deleteMany({ where: { commentId: id, comment: { ...shown, body } } }),
    db.$executeRaw`
      INSERT INTO "Mention" ("id", "commentId", "userId", "organizationId")
      SELECT named."id", "ThreadComment"."id", named."userId", named."organizationId"
      FROM "ThreadComment",
        jsonb_to_recordset(${rows}::jsonb) AS named ("id" text, "userId" text, "organizationId" text)
      WHERE "ThreadComment"."id" = ${id} AND "deletedAt" IS NULL AND "hiddenAt" IS NULL AND "body" = ${body}`,
    ...(isRenamed ? [noteNames(db, id, body, at)] : []),
  ])
  return count > 0
}
