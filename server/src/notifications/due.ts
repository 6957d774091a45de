import type { Db, Prisma } from '@app/prisma'
import { spokenSelect } from '../comments/spoken.ts'
import { loadAccess } from '../documents/access.ts'
import { toExcerpt, toldSelect } from './excerpt.ts'
import { readersAmong } from './readers.ts'
import { loadSwitches } from './settings.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A mail waits until nothing was added for so long, but no longer than that after its first notification. */
const QUIET_MS = 10 * MINUTE_MS
const LATEST_MS = 30 * MINUTE_MS
/** How long whoever claimed a notification has it for itself; then it is tried again, each time twice as late. */
const RETRY_MINUTES = 15
/** After about sixteen hours a mail is no news any more. */
const MAX_TRIES = 6
const GROUPS_AT_ONCE = 100
/** Seven in Kraków's winter, eight in its summer. */
const DIGEST_HOUR_UTC = 6

const dueSelect = {
  id: true,
  kind: true,
  documentId: true,
  threadId: true,
  proposalId: true,
  readAt: true,
  mailTries: true,
  digestAt: true,
  user: { select: { id: true, email: true, locale: true } },
  actor: { select: { name: true } },
  document: { select: { title: true } },
  thread: { select: { unitLabel: true } },
  comment: { select: spokenSelect },
  proposal: { select: { unitLabel: true, state: true, ...toldSelect } },
} satisfies Prisma.NotificationSelect

export type DueNotification = Prisma.NotificationGetPayload<{ select: typeof dueSelect }>

/** What becomes of a claimed notification. */
export type Fate = 'drop' | 'mail' | 'digest' | 'wait for digest'

/**
 * Takes, in one statement, the notifications whose window is over, so that no other node sends them too. Groups are
 * locked in one order, whole: two nodes cannot halve a mail between them.
 */
export async function claimDue(db: Db, now: Date): Promise<DueNotification[]> {
  const before = (age: number) => new Date(now.getTime() - age)
  const claimed = await db.$queryRaw<{ id: string }[]>`
    UPDATE "Notification" SET
      "mailTries" = "mailTries" + 1,
      "mailNextAt" = ${now}::timestamp + make_interval(mins => ${RETRY_MINUTES}::int * (2 ^ LEAST("mailTries", 10))::int)
    WHERE "id" IN (
      SELECT n."id" FROM "Notification" n
      JOIN (
        SELECT "userId", "documentId" FROM "Notification"
        WHERE "mailedAt" IS NULL AND ("mailNextAt" IS NULL OR "mailNextAt" <= ${now}::timestamp)
        GROUP BY "userId", "documentId"
        HAVING MAX("createdAt") <= ${before(QUIET_MS)}::timestamp OR MIN("createdAt") <= ${before(LATEST_MS)}::timestamp
        ORDER BY "userId", "documentId"
        LIMIT ${GROUPS_AT_ONCE}
      ) due ON due."userId" = n."userId" AND due."documentId" = n."documentId"
      WHERE n."mailedAt" IS NULL AND (n."mailNextAt" IS NULL OR n."mailNextAt" <= ${now}::timestamp)
      ORDER BY n."id"
      FOR UPDATE OF n
    )
    RETURNING "id"`
  return db.notification.findMany({
    where: { id: { in: claimed.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: dueSelect,
  })
}

/** Decides anew, at the moment of sending: who may read has changed since, and so may what they want. */
export async function decideFates(db: Db, due: readonly DueNotification[], now: Date): Promise<(id: string) => Fate> {
  const switches = await loadSwitches(
    db,
    due.map(({ user }) => user.id),
  )
  const fates = new Map<string, Fate>()
  for (const documentId of new Set(due.map((one) => one.documentId))) {
    const ofDocument = due.filter((one) => one.documentId === documentId)
    const access = await loadAccess(db, documentId)
    const userIds = ofDocument.map(({ user }) => user.id)
    const readers = access === null ? new Set<string>() : await readersAmong(db, access, userIds, now)
    for (const one of ofDocument) {
      const wants = readers.has(one.user.id) && isStillNews(one)
      fates.set(one.id, wants ? fateOf(one, switches(one.user.id)) : 'drop')
    }
  }
  return (id) => fates.get(id) ?? 'drop'
}

/** Not seen on the page, not taken back, and not tried too often. */
function isStillNews({ readAt, mailTries, comment }: DueNotification): boolean {
  return readAt === null && mailTries <= MAX_TRIES && (comment === null || toExcerpt(comment) !== null)
}

function fateOf(
  { kind, digestAt }: DueNotification,
  isOn: (kind: DueNotification['kind'], by: 'MAIL') => boolean,
): Fate {
  if (isOn('DIGEST', 'MAIL') && (digestAt !== null || !isOn(kind, 'MAIL'))) {
    return digestAt === null ? 'wait for digest' : 'digest'
  }
  return isOn(kind, 'MAIL') ? 'mail' : 'drop'
}

export function nextDigest(now: Date): Date {
  const today = new Date(now)
  today.setUTCHours(DIGEST_HOUR_UTC, 0, 0, 0)
  return today > now ? today : new Date(today.getTime() + 24 * HOUR_MS)
}
