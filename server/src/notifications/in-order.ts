import { type Db, Prisma } from '@app/prisma'

/** These rows, locked in the one order in which everybody locks them: two at the same rows would wait for each other. */
export function lockedInOrder(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`locked AS MATERIALIZED (
    SELECT "id" FROM "Notification" WHERE "id" = ANY(${[...ids]}::text[]) ORDER BY "id" FOR UPDATE
  )`
}

/** Notes that those which are meant, and were not read, are read now; tells how many. */
export async function noteRead(db: Db, meant: Prisma.NotificationWhereInput, at: Date): Promise<number> {
  const unread = await db.notification.findMany({ where: { ...meant, readAt: null }, select: { id: true } })
  if (unread.length === 0) return 0
  return db.$executeRaw`
    WITH ${lockedInOrder(unread.map(({ id }) => id))}
    UPDATE "Notification" AS n SET "readAt" = ${at}::timestamp
    FROM locked WHERE n."id" = locked."id" AND n."readAt" IS NULL`
}
