import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { createSchedule, type Schedule } from '../due-documents.ts'
import { lastSeqAt, sealLog } from '../sync/index.ts'

/** What was written before is sealed even where no version was kept since. */
export const SEAL_AFTER_MS = 7 * 24 * 60 * 60_000
/** At once; what is left is due at the next pass. */
const MAX_DUE = 20

interface Due {
  id: string
  versionSeq: number
}

/**
 * Seals logs: all rows up to the newest version, and those older than a week. What is due is read from the tables each
 * time; of several nodes one seals (`sync/sealed.ts`). No room is opened or waits.
 */
export function createSealSchedule({ db, clock, logger }: Pick<Services, 'db' | 'clock' | 'logger'>): Schedule {
  return createSchedule<Due>({
    clock,
    logger,
    findDue: (now, except) => findDue(db, now, except),
    async work({ id, versionSeq }, now) {
      const old = await lastSeqAt(db, id, new Date(now.getTime() - SEAL_AFTER_MS))
      await sealLog(db, id, Math.max(versionSeq, old), now)
    },
    failure: 'a log could not be sealed',
  })
}

/** Documents whose first row that still stands in the table is older than a version, or than a week. */
function findDue(db: Db, now: Date, except: readonly string[]): Promise<Due[]> {
  const longAgo = new Date(now.getTime() - SEAL_AFTER_MS)
  return db.$queryRaw<Due[]>`
    SELECT d."id", COALESCE(h."versionSeq", 0) AS "versionSeq"
    FROM "Document" d
    LEFT JOIN "DocumentHistory" h ON h."documentId" = d."id"
    CROSS JOIN LATERAL (
      SELECT u."seq", u."createdAt" FROM "DocumentUpdate" u WHERE u."documentId" = d."id" ORDER BY u."seq" LIMIT 1
    ) standing
    WHERE d."id" <> ALL(${[...except]}::text[])
      AND (standing."seq" <= h."versionSeq" OR standing."createdAt" <= ${longAgo}::timestamp)
    ORDER BY d."lastWriteAt" LIMIT ${MAX_DUE}`
}
