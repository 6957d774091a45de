import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { createSchedule, type Schedule } from '../due-documents.ts'
import { readTimes } from '../sync/index.ts'
import { keepVersion, type VersionTools } from './versions.ts'

/** After so long without writing a version is kept. */
export const IDLE_MS = 5 * 60_000
/** In work that goes on, one is kept so often. */
export const CONTINUOUS_MS = 30 * 60_000
/** At once; what is left is due at the next pass. */
const MAX_DUE = 50

interface Due {
  id: string
  isIdle: boolean
}

interface Found extends Due {
  /** The first row since the version. */
  seq: number
  /** That row stands in the table, and is old. */
  isLong: boolean
}

/**
 * Keeps versions by itself. What is due is read from the tables each time, so nothing is forgotten over a restart; of
 * several nodes that find the same document due, one keeps it (`versions.ts`). No room is opened.
 */
export function createVersionSchedule(options: VersionTools & Pick<Services, 'logger'>): Schedule {
  const { db, clock, logger } = options
  return createSchedule<Due>({
    clock,
    logger,
    findDue: (now, except) => findDue(db, now.getTime(), except),
    work: async ({ id, isIdle }) => void (await keepVersion(options, id, isIdle ? 'IDLE' : 'CONTINUOUS')),
    failure: 'no version could be kept',
  })
}

/**
 * Documents written in since somebody last asked: quiet by now, or worked on for long. What was written since the version
 * may be sealed: a redaction seals all of it, and a segment that grew begins before the version.
 */
async function findDue(db: Db, now: number, except: readonly string[]): Promise<Due[]> {
  const [quietSince, longSince] = [new Date(now - IDLE_MS), new Date(now - CONTINUOUS_MS)]
  const found = await db.$queryRaw<Found[]>`
    SELECT d."id", d."lastWriteAt" <= ${quietSince}::timestamp AS "isIdle", since."seq",
      COALESCE(standing."at" <= ${longSince}::timestamp, false) AS "isLong"
    FROM "Document" d LEFT JOIN "DocumentHistory" h ON h."documentId" = d."id"
    CROSS JOIN LATERAL (SELECT COALESCE(h."versionSeq", 0) + 1 AS "seq") since
    CROSS JOIN LATERAL (
      SELECT (SELECT u."createdAt" FROM "DocumentUpdate" u
        WHERE u."documentId" = d."id" AND u."seq" >= since."seq" ORDER BY u."seq" LIMIT 1) AS "at"
    ) standing
    WHERE d."headSeq" >= since."seq" AND d."id" <> ALL(${[...except]}::text[])
      AND (d."lastWriteAt" <= ${quietSince}::timestamp OR standing."at" <= ${longSince}::timestamp OR EXISTS (
        SELECT FROM "LogSegment" s
        WHERE s."documentId" = d."id" AND s."seq" >= since."seq" AND s."firstAt" <= ${longSince}::timestamp))
    ORDER BY d."lastWriteAt" LIMIT ${MAX_DUE}`
  const isDue = await Promise.all(found.map((document) => isReallyDue(db, document, longSince)))
  return found.filter((_document, index) => isDue[index])
}

async function isReallyDue(db: Db, { id, seq, isIdle, isLong }: Found, longSince: Date): Promise<boolean> {
  if (isIdle || isLong) return true
  const at = (await readTimes(db, id, [seq])).get(seq)
  return at !== undefined && at <= longSince
}
