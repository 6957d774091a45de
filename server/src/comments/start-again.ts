import type { Thread } from '@app/prisma'
import type { DocumentAccess } from '../auth/policy.ts'
import { toVisible } from '../document/index.ts'
import { writeCopied } from '../documents/copied.ts'
import { AppError } from '../errors.ts'
import type { ThreadTools } from './access.ts'
import { sayAgain } from './edits.ts'
import { describeAim, findAim } from './place-marks.ts'
import type { NewThread } from './threads.ts'

type Place = Awaited<ReturnType<typeof describeAim>>

/**
 * A remark that is there already, sent once more by its author. What changed since it was first sent, the words, what it
 * asks for or its place, is taken where the page says that it sent it before, and a `CONFLICT` where it does not.
 */
export async function startAgain(
  tools: ThreadTools,
  access: DocumentAccess,
  known: Thread,
  { documentId, type, aim, said }: NewThread,
): Promise<Thread> {
  const { db } = tools
  const first = await db.threadComment.findUnique({ where: { id: said.id } })
  if (first === null || first.threadId !== known.id) throw new AppError('CONFLICT', 'said')
  const marking = { threadId: known.id, documentId, aim }
  const place = await findAim(tools, marking)
  const isThere = place === null || isPlace(known, place)
  const isSame = known.type === type && isThere
  if (!isSame && said.replaces.length === 0) throw new AppError('CONFLICT', 'said')
  // Of words that changed nobody knows whether they were meant for another passage, too.
  if (place === null && (!isSame || first.body !== toVisible(said.body))) throw new AppError('INVALID', 'passage')
  await sayAgain(tools, access, first, said)
  if (isSame) return known
  const where = { id: known.id }
  if (isThere) return db.thread.update({ where, data: { type } })
  const describe = () => describeAim(tools, marking)
  return writeCopied(tools, documentId, describe, ({ seq: _startedAt, ...there }) =>
    db.thread.update({ where, data: { type, ...there, lostAt: null, lostSeq: null } }),
  )
}

function isPlace(known: Thread, { unitId, wholeUnit, quote }: Place): boolean {
  return known.unitId === unitId && known.wholeUnit === wholeUnit && known.quote === quote
}
