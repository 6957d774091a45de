import { type Db, Prisma } from '@app/prisma'

/** Rows, locked in the one order in which everybody locks them: two at the same rows would wait for each other. */
export function lockedWhere(which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`locked AS MATERIALIZED (
    SELECT "id" FROM "Notification" WHERE ${which} ORDER BY "id" FOR UPDATE
  )`
}

export function lockedInOrder(ids: readonly string[]): Prisma.Sql {
  return lockedWhere(Prisma.sql`"id" = ANY(${[...ids]}::text[])`)
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

/** Forgets all that a person was told. */
export function forgetTold(db: Db, userId: string): Prisma.PrismaPromise<number> {
  return db.$executeRaw`
    WITH ${lockedWhere(Prisma.sql`"userId" = ${userId}`)}
    DELETE FROM "Notification" AS n USING locked WHERE n."id" = locked."id"`
}
