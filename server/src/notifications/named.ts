import { type Db, Prisma } from '@app/prisma'

/**
 * What tells that one is named, of words in which an edit left no such name. The row stays: who is named there again is
 * not told twice. Who left an organisation since was named with it all the same.
 */
const NAMED_NO_MORE = Prisma.sql`n."kind" = 'MENTION' AND NOT EXISTS (
  SELECT 1 FROM "Mention" m WHERE m."commentId" = n."commentId" AND (m."userId" = n."userId" OR m."organizationId" IN (
    SELECT "organizationId" FROM "Membership" WHERE "Membership"."userId" = n."userId"
  )))`

/** Which of these are to be told no more. */
export async function findUnnamed(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT n."id" FROM "Notification" n WHERE n."id" = ANY (${[...ids]}) AND ${NAMED_NO_MORE}`
  return new Set(rows.map(({ id }) => id))
}

/** Who was told that they are named in a comment, and is not by now. */
export async function toldInVain(db: Db, commentId: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ userId: string }[]>`
    SELECT n."userId" FROM "Notification" n WHERE n."commentId" = ${commentId} AND ${NAMED_NO_MORE}`
  return new Set(rows.map(({ userId }) => userId))
}

/** The opposite, for one person's list, where also stands that words were taken back. */
export function stillNamed(userId: string): Prisma.NotificationWhereInput {
  const named = [{ userId }, { organization: { memberships: { some: { userId } } } }]
  return {
    OR: [
      { kind: { not: 'MENTION' } },
      { comment: { deletedAt: { not: null } } },
      { comment: { mentions: { some: { OR: named } } } },
    ],
  }
}
