import type { Document } from '@app/prisma'
import { type Actor, can, type DocumentAccess, type DocumentAction, mayCreateFor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { writeContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { markRead } from '../history/last-look.ts'
import { newId } from '../ids.ts'
import { LENGTHS } from '../limits.ts'
import { beginLog } from '../sync/index.ts'
import { TEMPLATES } from '../templates/index.ts'
import { getAccess } from './access.ts'
import { fold } from './search.ts'

const MAX_ATTEMPTS = 3

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'audit'>

export interface NewDocument {
  templateKey: string
  title: string
  organizationId: string | null
}

/** Starts a document from a template; who starts it may do everything with it. */
export async function createDocument(tools: Tools, actor: Actor, input: NewDocument): Promise<Document> {
  const template = TEMPLATES.find(({ key }) => key === input.templateKey)
  if (template === undefined) throw new AppError('INVALID', 'template')
  const organizationId = input.organizationId ?? actor.organizationId
  if (organizationId === null || !mayCreateFor(actor, organizationId)) throw new AppError('FORBIDDEN')
  const { db, clock, pubsub, audit } = tools
  const [now, userId] = [clock.now(), actor.userId]
  const row = toRow({ title: toTitle(input.title), kind: template.kind, organizationId, actor, now })
  const { id: documentId, epoch } = row
  // An empty document that claims to be made from a template would be worse than none.
  const [document] = await db.$transaction([
    db.document.create({ data: row }),
    beginLog(db, {
      ...{ documentId, epoch, userId, organizationId, at: now },
      change: (text) => writeContent(text, template.content),
    }),
  ])
  await audit.record({ action: 'document.created', actorId: actor.userId, documentId: document.id })
  pubsub.publish('document', { documentId: document.id })
  return document
}

interface NewRow {
  title: string
  kind: Document['kind']
  organizationId: string
  actor: Actor
  now: Date
}

function toRow({ title, kind, organizationId, actor, now }: NewRow) {
  const creator = { id: newId(), userId: actor.userId, role: 'EDITOR', manage: true, since: now } as const
  return {
    id: newId(),
    title,
    kind,
    organizationId,
    searchText: fold(title),
    createdById: actor.userId,
    createdAt: now,
    lastWriteAt: now,
    epoch: newId(),
    members: { create: { ...creator, grantedById: actor.userId } },
  }
}

export async function renameDocument(tools: Tools, actor: Actor, documentId: string, title: string): Promise<void> {
  const { db, clock, pubsub, audit } = tools
  const newTitle = toTitle(title)
  await withRight(tools, actor, documentId, 'rename', async ({ accessVersion }) => {
    const document = await db.document.findUnique({ where: { id: documentId }, select: { signature: true } })
    const { count } = await db.document.updateMany({
      where: { id: documentId, accessVersion },
      data: {
        title: newTitle,
        searchText: toSearchText(newTitle, document?.signature ?? null),
        updatedAt: clock.now(),
      },
    })
    return count
  })
  await audit.record({ action: 'document.renamed', actorId: actor.userId, documentId })
  pubsub.publish('document', { documentId })
}

export async function archiveDocument(tools: Tools, actor: Actor, documentId: string): Promise<void> {
  await setArchived(tools, actor, documentId, 'archive')
}

export async function restoreDocument(tools: Tools, actor: Actor, documentId: string): Promise<void> {
  await setArchived(tools, actor, documentId, 'restore')
}

async function setArchived(tools: Tools, actor: Actor, documentId: string, action: 'archive' | 'restore') {
  const { db, clock, pubsub, audit } = tools
  const archivedAt = action === 'archive' ? clock.now() : null
  await withRight(tools, actor, documentId, action, async ({ accessVersion }) => {
    const { count } = await db.document.updateMany({
      where: { id: documentId, accessVersion },
      data: { archivedAt, accessVersion: { increment: 1 } },
    })
    return count
  })
  await audit.record({ action: `document.${action}d`, actorId: actor.userId, documentId })
  pubsub.publish('access', { documentId })
  pubsub.publish('document', { documentId })
}

/** Notes how far this person has read; with `isOpening`, that they came just now. */
export async function markDocumentRead(
  { db, clock }: Tools,
  actor: Actor,
  { documentId, seq, isOpening }: { documentId: string; seq: number; isOpening: boolean },
): Promise<void> {
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  await markRead(db, { userId: actor.userId, documentId, seq, isOpening }, clock.now())
}

/**
 * Runs a change that was decided under one state of the rights, and counts the rows it changed. When the rights moved
 * in between (the change names `accessVersion` and meets none), it is decided again. Missing and unreadable documents
 * get the same refusal.
 */
export async function withRight(
  tools: Pick<Services, 'db'>,
  actor: Actor,
  documentId: string,
  action: DocumentAction,
  change: (access: DocumentAccess) => Promise<number>,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const access = await getAccess(tools.db, documentId)
    if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
    if (!can(actor, action, access)) throw new AppError('FORBIDDEN')
    const changed = await change(access)
    if (changed > 0) return
  }
  throw new AppError('CONFLICT')
}

/** One line, without what cannot be seen. */
function toTitle(title: string): string {
  const visible = title.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  const line = visible.replace(/\s+/g, ' ').trim()
  if (line.length === 0 || line.length > LENGTHS.documentTitle) throw new AppError('INVALID', 'title')
  return line
}

export function toSearchText(title: string, signature: string | null): string {
  return fold(signature === null ? title : `${title} ${signature}`)
}
