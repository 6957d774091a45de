import type { DocumentStage } from '@app/prisma'
import { newId } from '../ids.ts'
import { keepVersion, type VersionTools } from './versions.ts'

export interface StageMove {
  documentId: string
  from: DocumentStage
  to: DocumentStage
  reason?: string
  /** Who moved it, for whom; null where a deadline did. */
  by: { userId: string; organizationId: string | null } | null
}

/**
 * Writes into the history that a document has moved to another stage, and keeps a version of its text. To be called by
 * whoever changes the stage, after it is changed: the issue on stages, which comes later; until then nobody but tests
 * does. It is no part of the change: what is killed between both has the stage and no entry of it, so whoever changes
 * stages must write the change and its entry in one transaction and leave only the version to this.
 */
export async function noteStageChange(tools: VersionTools, move: StageMove): Promise<void> {
  const { db, clock, pubsub } = tools
  const { documentId, from, to, reason = '', by } = move
  const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } })
  await db.stageChange.create({
    data: {
      id: newId(),
      documentId,
      seq: headSeq,
      from,
      to,
      reason,
      userId: by?.userId ?? null,
      organizationId: by?.organizationId ?? null,
      at: clock.now(),
    },
  })
  await keepVersion(tools, documentId, 'STAGE', by)
  pubsub.publish('document', { documentId })
  pubsub.publish('heading', { documentId })
}
