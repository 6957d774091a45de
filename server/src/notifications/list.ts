import type { Db, Prisma } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { type PageRequest, readableBy } from '../documents/list.ts'
import { AppError } from '../errors.ts'
import { noteRead } from './in-order.ts'
import { kindsOnPage } from './settings.ts'

/** One page of what a person was told, the newest first, as ids. */
export interface NotificationKeys {
  ids: string[]
  endCursor: string | null
  hasNextPage: boolean
}

const MAX_PAGE = 100
const MAX_READ_AT_ONCE = 500

interface Position {
  createdAt: Date
  id: string
}

/** Only of documents that may be read now, and of names that stand: what was told earlier is not told on. */
async function visibleTo(db: Db, actor: Actor): Promise<Prisma.NotificationWhereInput> {
  const { userId } = actor
  return { userId, kind: { in: await kindsOnPage(db, userId) }, document: readableBy(actor), withdrawnAt: null }
}

export async function listNotifications(
  db: Db,
  actor: Actor,
  unreadOnly: boolean,
  { first, after }: PageRequest,
): Promise<NotificationKeys> {
  if (first < 1 || first > MAX_PAGE) throw new AppError('INVALID', 'first')
  const conditions = [await visibleTo(db, actor), ...(unreadOnly ? [{ readAt: null }] : [])]
  const rows = await db.notification.findMany({
    where: { AND: after === null ? conditions : [...conditions, behind(parseCursor(after))] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: first + 1,
    select: { id: true, createdAt: true },
  })
  const page = rows.slice(0, first)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    endCursor: last === undefined ? null : toCursor(last),
    hasNextPage: rows.length > first,
  }
}

export async function countUnread(db: Db, actor: Actor): Promise<number> {
  return db.notification.count({ where: { ...(await visibleTo(db, actor)), readAt: null } })
}

/** Notes that the person has seen these, or everything the page shows them: what it hides may still come by mail. */
export async function markRead(
  { db, clock, pubsub }: Pick<Services, 'db' | 'clock' | 'pubsub'>,
  actor: Actor,
  ids: readonly string[] | null,
): Promise<void> {
  if (ids !== null && ids.length > MAX_READ_AT_ONCE) throw new AppError('TOO_LARGE', 'ids')
  const meant = ids === null ? await visibleTo(db, actor) : { userId: actor.userId, id: { in: [...ids] } }
  const count = await noteRead(db, meant, clock.now())
  if (count > 0) pubsub.publish('notification', { userId: actor.userId })
}

function behind({ createdAt, id }: Position): Prisma.NotificationWhereInput {
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}

function toCursor({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url')
}

function parseCursor(cursor: string): Position {
  const [moment = '', id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  const createdAt = new Date(moment)
  if (!id || Number.isNaN(createdAt.getTime())) throw new AppError('INVALID', 'after')
  return { createdAt, id }
}
