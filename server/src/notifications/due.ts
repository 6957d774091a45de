import { type Db, Prisma } from '@app/prisma'
import { spokenSelect } from '../comments/spoken.ts'
import { toldSelect } from './excerpt.ts'
import { lockedInOrder, lockedWhere } from './in-order.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A mail waits until nothing was added for so long, but no longer than that after its first notification. */
const QUIET_MS = 10 * MINUTE_MS
const LATEST_MS = 30 * MINUTE_MS
/** How long whoever claimed a notification has it for itself; then it is tried again, each time twice as late. */
const RETRY_MINUTES = 15
/** As many as are mailed well before their claim is over, also where each mail takes as long as it may. */
const PEOPLE_AT_ONCE = 20
/** What was told before there was a mail server is no news any more, nor what could not be sent for so long. */
export const DIGEST_NEWS_MS = 48 * HOUR_MS

const dueSelect = {
  id: true,
  kind: true,
  documentId: true,
  threadId: true,
  proposalId: true,
  createdAt: true,
  readAt: true,
  mailTries: true,
  digestAt: true,
  withdrawnAt: true,
  actorId: true,
  user: { select: { id: true, email: true, locale: true } },
  actor: { select: { name: true } },
  document: { select: { title: true } },
  thread: { select: { unitLabel: true, resolvedAt: true, resolvedById: true } },
  comment: { select: spokenSelect },
  proposal: { select: { unitLabel: true, state: true, ...toldSelect } },
} satisfies Prisma.NotificationSelect

/** With the epoch its document had when it was read, or an earlier one. */
export type DueNotification = Prisma.NotificationGetPayload<{ select: typeof dueSelect }> & { epoch: string }

/** A notification that is nobody else's to mail, until the claim is over and somebody else begins the next try. */
export interface Claim {
  id: string
  userId: string
  mailTries: number
}

/** When a claim is over that is the `nth` try. */
function endOfClaim(now: Date, nth: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${now}::timestamp
    + make_interval(mins => ${RETRY_MINUTES}::int * (2 ^ LEAST(${nth} - 1, 10))::int)`
}

/**
 * Takes, in one statement, the notifications whose window is over, so that no other node sends them too. People are taken
 * whole, so that a digest is one mail, and rows locked in one order: two nodes cannot halve a mail between them.
 */
export function claimDue(db: Db, now: Date): Promise<Claim[]> {
  const before = (age: number) => new Date(now.getTime() - age)
  return db.$queryRaw<Claim[]>`
    WITH due AS MATERIALIZED (
      SELECT "userId", "documentId" FROM "Notification"
      WHERE "mailedAt" IS NULL AND ("mailNextAt" IS NULL OR "mailNextAt" <= ${now}::timestamp)
        AND "documentId" NOT IN (SELECT "id" FROM "Document" WHERE "awaitedRedactions" <> '{}')
      GROUP BY "userId", "documentId"
      HAVING MAX("createdAt") <= ${before(QUIET_MS)}::timestamp OR MIN("createdAt") <= ${before(LATEST_MS)}::timestamp
    ), people AS (
      SELECT DISTINCT "userId" FROM due ORDER BY "userId" LIMIT ${PEOPLE_AT_ONCE}
    ), free AS MATERIALIZED (
      SELECT n."id" FROM "Notification" n
      JOIN due ON due."userId" = n."userId" AND due."documentId" = n."documentId"
      WHERE n."userId" IN (SELECT "userId" FROM people)
        AND n."mailedAt" IS NULL AND (n."mailNextAt" IS NULL OR n."mailNextAt" <= ${now}::timestamp)
      ORDER BY n."id"
      FOR UPDATE OF n
    )
    UPDATE "Notification" AS claimed SET
      "mailTries" = claimed."mailTries" + 1, "mailNextAt" = ${endOfClaim(now, Prisma.sql`claimed."mailTries" + 1`)}
    FROM free WHERE claimed."id" = free."id"
    RETURNING claimed."id", claimed."userId", claimed."mailTries"`
}

export async function noteMailed(db: Db, ids: readonly string[], at: Date): Promise<void> {
  await db.$executeRaw`
    WITH ${lockedInOrder(ids)}
    UPDATE "Notification" AS n SET "mailedAt" = ${at}::timestamp FROM locked WHERE n."id" = locked."id"`
}

/** They come with the digest of that time, as if for the first time. */
export async function waitForDigest(db: Db, ids: readonly string[], at: Date): Promise<void> {
  await db.$executeRaw`
    WITH ${lockedInOrder(ids)}
    UPDATE "Notification" AS n SET "digestAt" = ${at}::timestamp, "mailNextAt" = ${at}::timestamp, "mailTries" = 0
    FROM locked WHERE n."id" = locked."id"`
}

/**
 * What of it is still claimed by these, as it is now. Their claims begin anew: whoever mails it has as long as at first.
 */
export async function readClaimed(db: Db, claims: readonly Claim[], now: Date): Promise<DueNotification[]> {
  const kept = await db.$queryRaw<{ id: string; documentId: string }[]>`
    WITH mine AS MATERIALIZED (
      SELECT n."id" FROM "Notification" n
      JOIN unnest(${claims.map(({ id }) => id)}::text[], ${claims.map(({ mailTries }) => mailTries)}::int[])
        AS claim ("id", "tries") ON n."id" = claim."id" AND n."mailTries" = claim."tries"
      WHERE n."mailedAt" IS NULL
      ORDER BY n."id"
      FOR UPDATE OF n
    )
    UPDATE "Notification" AS n SET "mailNextAt" = ${endOfClaim(now, Prisma.sql`n."mailTries"`)}
    FROM mine WHERE n."id" = mine."id"
    RETURNING n."id", n."documentId"`
  // Before the words: those of a later epoch may be sent, those of a former one may not.
  const documents = await db.document.findMany({
    where: { id: { in: [...new Set(kept.map(({ documentId }) => documentId))] } },
    select: { id: true, epoch: true },
  })
  const epochs = new Map(documents.map(({ id, epoch }) => [id, epoch]))
  const rows = await db.notification.findMany({
    where: { id: { in: kept.map(({ id }) => id) } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: dueSelect,
  })
  return rows.map((row) => ({ ...row, epoch: epochs.get(row.documentId) ?? '' }))
}

/** An instance without a mail server piles up news; with its first one nobody is mailed what is months old. */
export async function dropOldNews(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DIGEST_NEWS_MS)
  await db.$executeRaw`
    WITH ${lockedWhere(Prisma.sql`"mailedAt" IS NULL AND "createdAt" < ${before}::timestamp`)}
    UPDATE "Notification" AS n SET "mailedAt" = ${now}::timestamp FROM locked WHERE n."id" = locked."id"`
}
