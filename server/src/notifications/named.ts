import { type Db, Prisma } from '@app/prisma'
import { lockedWhere } from './in-order.ts'

/** Whether a comment names this person. Who left an organisation since was named with it all the same. */
const IS_NAMED = Prisma.sql`EXISTS (
  SELECT 1 FROM "Mention" m
  WHERE m."commentId" = "Notification"."commentId" AND (m."userId" = "Notification"."userId" OR m."organizationId" IN (
    SELECT "organizationId" FROM "Membership" WHERE "Membership"."userId" = "Notification"."userId"
  )))`

/**
 * Notes, with the words of an edit, who of those who were told that a comment names them is named no more, and who is
 * again. Afterwards nobody could tell: a comment that is taken back loses all its names.
 */
export function noteNames(db: Db, commentId: string, body: string, at: Date): Prisma.PrismaPromise<number> {
  return db.$executeRaw`
    WITH ${lockedWhere(Prisma.sql`"kind" = 'MENTION' AND "commentId" = ${commentId}
      AND ("withdrawnAt" IS NOT NULL) = ${IS_NAMED} AND EXISTS (
        SELECT 1 FROM "ThreadComment" c
        WHERE c."id" = ${commentId} AND c."deletedAt" IS NULL AND c."hiddenAt" IS NULL AND c."body" = ${body}
      )`)}
    UPDATE "Notification" AS n SET "withdrawnAt" = CASE WHEN n."withdrawnAt" IS NULL THEN ${at}::timestamp END
    FROM locked WHERE n."id" = locked."id"`
}

/** Somebody whose name was taken out; `isTold` where they saw before that it was there, on the page or in a mail. */
export interface Withdrawn {
  userId: string
  isTold: boolean
}

/** Whose names were taken out of a comment since then. */
export async function findWithdrawn(db: Db, commentId: string, since: Date): Promise<Withdrawn[]> {
  const rows = await db.notification.findMany({
    where: { commentId, kind: 'MENTION', withdrawnAt: { gte: since } },
    select: { userId: true, readAt: true, mailedAt: true },
  })
  return rows.map(({ userId, readAt, mailedAt }) => ({ userId, isTold: readAt !== null || mailedAt !== null }))
}
