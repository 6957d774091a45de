// Words of the living text that a table keeps. A redaction finds those that were written before it gives the document its
// new epoch; so what was read under a former one is not written after that.

import type { Db, Prisma } from '@app/prisma'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'

type Tools = Pick<Services, 'db'> & { rooms: Pick<Services['rooms'], 'renew'> }

export interface CopiedFrom {
  documentId: string
  epoch: string
}

const MAX_ATTEMPTS = 3

/**
 * Copies words out of the living text and writes them; both anew where a redaction came between.
 * @param copy says in which epoch it read them; what it read before is of no use when it is asked again
 * @throws AppError `CONFLICT` where redactions keep coming between; and what `copy` refuses
 */
export async function writeCopied<C extends { epoch: string }, T>(
  { db, rooms }: Tools,
  documentId: string,
  copy: (isAgain: boolean) => Promise<C>,
  write: (copied: Omit<C, 'epoch'>) => Prisma.PrismaPromise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { epoch, ...copied } = await copy(attempt > 1)
    const done = await writeInEpoch(db, { documentId, epoch }, write(copied))
    if (done !== null) return done.written
    // The redaction may have been another node's, or not have come to reopening the document yet.
    await rooms.renew(documentId)
  }
  throw new AppError('CONFLICT')
}

/** Null where the document is of another epoch, and nothing was written. */
export async function writeInEpoch<T>(
  db: Db,
  { documentId, epoch }: CopiedFrom,
  write: Prisma.PrismaPromise<T>,
): Promise<{ written: T } | null> {
  try {
    const [, written] = await db.$transaction([holdEpoch(db, documentId, epoch), write])
    return { written }
  } catch (error) {
    const row = await db.document.findUnique({ where: { id: documentId }, select: { epoch: true } })
    if (row?.epoch === epoch) throw error
    return null
  }
}

/** The lock waits for a redaction that is under way, and then sees its epoch; it divides by nothing where that is another. */
function holdEpoch(db: Db, documentId: string, epoch: string): Prisma.PrismaPromise<unknown> {
  return db.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT "id" FROM "Document" WHERE "id" = ${documentId} AND "epoch" = ${epoch} FOR KEY SHARE
    )
    SELECT 1 / (SELECT count(*) FROM held) AS "held"`
}
