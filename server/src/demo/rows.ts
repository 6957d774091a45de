import type { Db } from '@app/prisma'
import { toSearchText } from '../documents/documents.ts'
import { newId } from '../ids.ts'
import { type DemoDocument, type DemoGrant, DOCUMENTS } from './content/index.ts'

/** Documents without their text, as drafts, with the rights on them. What an interrupted seed left goes first. */
export async function seedDocumentRows(db: Db): Promise<void> {
  await db.document.deleteMany({ where: { id: { in: DOCUMENTS.map(({ id }) => id) } } })
  await db.document.createMany({ data: DOCUMENTS.map(documentRow) })
  await db.documentMember.createMany({ data: DOCUMENTS.flatMap(memberRows) })
}

/** Texts are written first, then moved to the stage they are in: nobody writes into what was adopted. */
export async function seedStages(db: Db): Promise<void> {
  const stages = new Set(DOCUMENTS.map(({ stage }) => stage))
  for (const stage of stages) {
    const ids = DOCUMENTS.filter((document) => document.stage === stage).map(({ id }) => id)
    await db.document.updateMany({ where: { id: { in: ids } }, data: { stage, accessVersion: { increment: 1 } } })
  }
}

function documentRow(document: DemoDocument) {
  const { id, kind, title, signature, organizationId, createdBy } = document
  const createdAt = new Date(document.createdAt)
  return {
    id,
    kind,
    title,
    signature,
    organizationId,
    tags: [...document.tags],
    searchText: toSearchText(title, signature),
    createdById: createdBy,
    createdAt,
    updatedAt: createdAt,
    lastWriteAt: createdAt,
    epoch: newId(),
  }
}

function memberRows(document: DemoDocument) {
  const creator: DemoGrant = { to: document.createdBy, role: 'EDITOR', manage: true }
  const others = document.grants.filter(({ to }) => to !== document.createdBy)
  return [creator, ...others].map(({ to, role, manage }) => ({
    id: `${document.id}-${to}`,
    documentId: document.id,
    ...(to.startsWith('person-') ? { userId: to } : { organizationId: to }),
    role,
    manage: manage ?? false,
    grantedById: document.createdBy,
    since: new Date(document.createdAt),
  }))
}
