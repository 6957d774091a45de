import type { Document } from '@app/prisma'
import { type Actor, can, mayCreateFor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { writeContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { markRead } from '../history/last-look.ts'
import { isUuid, newId } from '../ids.ts'
import { LENGTHS } from '../limits.ts'
import { beginLog } from '../sync/index.ts'
import { type DocumentTemplate, TEMPLATES } from '../templates/index.ts'
import { getAccess } from './access.ts'
import { holdMembership } from './belonging.ts'
import { withFreshRights, withRight } from './fresh-rights.ts'
import { fold } from './search.ts'

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'audit' | 'sessions'>

export interface NewDocument {
  /** A UUID made by the page. */
  id: string
  templateKey: string
  title: string
  organizationId: string | null
}

/**
 * Starts a document from a template; who starts it may do everything with it. The same request again gives the same document,
 * called as it was asked for last.
 * @throws AppError `CONFLICT` for an id of something else
 */
export async function createDocument(tools: Tools, actor: Actor, input: NewDocument): Promise<Document> {
  if (!isUuid(input.id)) throw new AppError('INVALID', 'id')
  const template = TEMPLATES.find(({ key }) => key === input.templateKey)
  if (template === undefined) throw new AppError('INVALID', 'template')
  const organizationId = input.organizationId ?? actor.organizationId
  if (organizationId === null || !mayCreateFor(actor, organizationId)) throw new AppError('FORBIDDEN')
  const { id, title } = { id: input.id, title: toTitle(input.title) }
  const row = toRow({ id, title, kind: template.kind, organizationId, actor, now: tools.clock.now() })
  return (await findStarted(tools, actor, row)) ?? begin(tools, actor, row, template)
}

/** Who asks at once with somebody, or with themselves, may be the second. */
async function begin(tools: Tools, actor: Actor, row: Row, { content }: DocumentTemplate): Promise<Document> {
  const { db, clock, pubsub, audit } = tools
  const { id: documentId, epoch, organizationId, createdAt: at } = row
  // An empty document that claims to be made from a template would be worse than none.
  const beginning = db.$transaction([
    holdMembership(db, { userId: actor.userId, organizationId, now: clock.now() }),
    db.document.create({ data: row }),
    beginLog(db, {
      ...{ documentId, epoch, userId: actor.userId, organizationId, at },
      change: (text) => writeContent(text, content),
    }),
  ])
  const [, document] = await beginning.catch(async (error: unknown) => {
    const started = await findStarted(tools, actor, row)
    if (started !== null) return [null, started] as const
    if (!mayCreateFor(await tools.sessions.getCurrent(actor), organizationId)) throw new AppError('FORBIDDEN')
    throw error
  })
  if (document.epoch !== epoch) return document
  await audit.record({ action: 'document.created', actorId: actor.userId, documentId })
  pubsub.publish('document', { documentId })
  return document
}

async function findStarted(tools: Tools, actor: Actor, { id, title, ...wanted }: Row): Promise<Document | null> {
  const { db } = tools
  const known = await db.document.findUnique({ where: { id } })
  if (known === null) return null
  const isSame = known.kind === wanted.kind && known.organizationId === wanted.organizationId
  if (known.createdById !== actor.userId || !isSame) throw new AppError('CONFLICT')
  if (known.title !== title) await renameDocument(tools, actor, id, title)
  return known
}

interface NewRow {
  id: string
  title: string
  kind: Document['kind']
  organizationId: string
  actor: Actor
  now: Date
}

type Row = ReturnType<typeof toRow>

function toRow({ id, title, kind, organizationId, actor, now }: NewRow) {
  const creator = { id: newId(), userId: actor.userId, role: 'EDITOR', manage: true, since: now } as const
  return {
    id,
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
  pubsub.publish('heading', { documentId })
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
  const isChanged = await withFreshRights(tools, actor, documentId, async (current, access) => {
    // Somebody else was quicker, or the answer to the first press was lost.
    if (access.archived === (archivedAt !== null) && can(current, 'manage', access)) return false
    if (!can(current, action, access)) throw new AppError('FORBIDDEN')
    const { count } = await db.document.updateMany({
      where: { id: documentId, accessVersion: access.accessVersion },
      data: { archivedAt, accessVersion: { increment: 1 } },
    })
    if (count === 0) throw new AppError('CONFLICT')
    return true
  })
  if (!isChanged) return
  await audit.record({ action: `document.${action}d`, actorId: actor.userId, documentId })
  pubsub.publish('access', { documentId })
  pubsub.publish('document', { documentId })
}

/** Notes how far this person has read; with `isOpening`, that they came just now. */
export async function markDocumentRead(
  { db, clock, pubsub }: Tools,
  actor: Actor,
  { documentId, seq, isOpening }: { documentId: string; seq: number; isOpening: boolean },
): Promise<void> {
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  const { userId } = actor
  const isFurther = await markRead(db, { userId, documentId, seq, isOpening }, clock.now())
  if (isFurther) pubsub.publish('reading', { userId, documentId })
}

/** One line, without what cannot be seen. */
function toTitle(title: string): string {
  // Not a space instead: it would stand in the middle of a word.
  const visible = title.replace(/\p{Cf}/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  const line = visible.replace(/\s+/g, ' ').trim()
  if (line.length === 0 || line.length > LENGTHS.documentTitle) throw new AppError('INVALID', 'title')
  return line
}

export function toSearchText(title: string, signature: string | null): string {
  return fold(signature === null ? title : `${title} ${signature}`)
}
