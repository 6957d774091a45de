import type { Db, Prisma } from '@app/prisma'

/**
 * First in a transaction: whoever does the same at the same time waits for its end. The statement after it then sees what
 * the one before has written, which a condition inside one statement would not.
 */
export function takeTurn(db: Db, what: string): Prisma.PrismaPromise<number> {
  return db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${what}, 0))`
}
