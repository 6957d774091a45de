import type { Db } from '@app/prisma'
import { mayOnHistory } from '../../auth/history-policy.ts'
import { type Actor, can, type DocumentAccess } from '../../auth/policy.ts'
import { assertNotHeldBack, getAccess } from '../../documents/access.ts'
import { AppError } from '../../errors.ts'

/**
 * The rights on a document for somebody who may take words out of it.
 * @throws AppError `NOT_FOUND`, `FORBIDDEN`
 */
export async function getRedactAccess(db: Db, actor: Actor, documentId: string): Promise<DocumentAccess> {
  const access = await getAccess(db, documentId)
  assertNotHeldBack(actor, access)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  if (!mayOnHistory(actor, 'redact', access)) throw new AppError('FORBIDDEN')
  return access
}
