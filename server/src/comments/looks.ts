import type { Db, Prisma } from '@app/prisma'

// Rows of one person are taken in the order of their threads: two tabs would wait for each other.

/** Notes that a person has read these threads of a document, as far as they go at a moment. */
export function noteLooks(
  db: Db,
  { userId, documentId, threadIds }: { userId: string; documentId: string; threadIds: readonly string[] },
  at: Date,
): Prisma.PrismaPromise<number> {
  return db.$executeRaw`
    INSERT INTO "ThreadRead" ("threadId", "userId", "readAt")
    SELECT "id", ${userId}, ${at}::timestamp FROM "Thread"
    WHERE "documentId" = ${documentId} AND "id" = ANY(${[...threadIds]}::text[])
    ORDER BY "id"
    ON CONFLICT ("threadId", "userId") DO UPDATE SET "readAt" = EXCLUDED."readAt"`
}

/** Forgets which threads a person has read. */
export function forgetLooks(db: Db, userId: string): Prisma.PrismaPromise<number> {
  return db.$executeRaw`
    WITH locked AS MATERIALIZED (
      SELECT "threadId" FROM "ThreadRead" WHERE "userId" = ${userId} ORDER BY "threadId" FOR UPDATE
    )
    DELETE FROM "ThreadRead" AS r USING locked WHERE r."threadId" = locked."threadId" AND r."userId" = ${userId}`
}
