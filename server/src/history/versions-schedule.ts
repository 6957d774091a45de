import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { createSchedule, type Schedule } from '../due-documents.ts'
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

/** Documents written in since somebody last asked: quiet by now, or worked on for long. */
function findDue(db: Db, now: number, except: readonly string[]): Promise<Due[]> {
  const [quietSince, longSince] = [new Date(now - IDLE_MS), new Date(now - CONTINUOUS_MS)]
  return db.$queryRaw<Due[]>`
    SELECT d."id", d."lastWriteAt" <= ${quietSince}::timestamp AS "isIdle"
    FROM "Document" d LEFT JOIN "DocumentHistory" h ON h."documentId" = d."id"
    WHERE d."headSeq" > COALESCE(h."versionSeq", 0) AND d."id" <> ALL(${[...except]}::text[])
      AND (d."lastWriteAt" <= ${quietSince}::timestamp OR (
        SELECT u."createdAt" FROM "DocumentUpdate" u
        WHERE u."documentId" = d."id" AND u."seq" > COALESCE(h."versionSeq", 0)
        ORDER BY u."seq" LIMIT 1) <= ${longSince}::timestamp)
    ORDER BY d."lastWriteAt" LIMIT ${MAX_DUE}`
}
