import type { ChangeProposal, Db } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { mayOnProposal, type ProposalAction } from '../auth/proposal-policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'

export type ProposalTools = Pick<
  Services,
  'db' | 'env' | 'clock' | 'rooms' | 'pubsub' | 'audit' | 'notices' | 'sessions' | 'authorship'
>

/** States in which a proposal waits for a decision; one whose marks left the text may come back with them. */
export const UNDECIDED: ChangeProposal['state'][] = ['OPEN', 'SUPERSEDED']

/** The rights on a document for somebody who may do this; a document they may not read does not exist. */
export async function accessFor(
  db: Db,
  actor: Actor,
  documentId: string,
  action: ProposalAction,
  authorId: string | null,
): Promise<DocumentAccess> {
  const access = await getReadAccess(db, actor, documentId)
  assertMayOnProposal(actor, action, access, authorId)
  return access
}

/** @throws AppError `FORBIDDEN` */
export function assertMayOnProposal(...asked: Parameters<typeof mayOnProposal>): void {
  if (!mayOnProposal(...asked)) throw new AppError('FORBIDDEN')
}

/** The proposal, for somebody who may do this with it. */
export async function proposalFor(
  db: Db,
  actor: Actor,
  id: string,
  action: ProposalAction,
): Promise<{ proposal: ChangeProposal; access: DocumentAccess }> {
  const proposal = await db.changeProposal.findUnique({ where: { id } })
  if (proposal === null) throw new AppError('NOT_FOUND')
  const access = await accessFor(db, actor, proposal.documentId, action, proposal.createdById)
  return { proposal, access }
}
