import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { keepVersion, type VersionTools } from './versions.ts'

/** After so long without writing a version is kept. */
export const IDLE_MS = 5 * 60_000
/** In work that goes on, one is kept so often. */
export const CONTINUOUS_MS = 30 * 60_000
const EVERY_MS = 60_000
/** At once; what is left is due at the next pass. */
const MAX_DUE = 50
/** A document whose history cannot be worked out is left alone for so long. */
const PUT_OFF_MS = 60 * 60_000

export interface VersionSchedule {
  /** Keeps the versions that are due now. */
  run(): Promise<void>
  close(): Promise<void>
}

interface Due {
  id: string
  isIdle: boolean
}

/**
 * Keeps versions by itself. What is due is read from the tables each time, so nothing is forgotten over a restart; of
 * several nodes that find the same document due, one keeps it (`versions.ts`). No room is opened.
 */
export function createVersionSchedule(options: VersionTools & Pick<Services, 'logger'>): VersionSchedule {
  const { db, clock, logger } = options
  const putOff = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function pass(): Promise<void> {
    const now = clock.now().getTime()
    for (const [id, until] of putOff) if (until <= now) putOff.delete(id)
    for (const { id, isIdle } of await findDue(db, now, [...putOff.keys()])) {
      if (closed) return
      try {
        await keepVersion(options, id, isIdle ? 'IDLE' : 'CONTINUOUS')
      } catch (error) {
        putOff.set(id, now + PUT_OFF_MS)
        logger.warn({ err: error, documentId: id }, 'no version could be kept')
      }
    }
  }

  function run(): Promise<void> {
    const passing = pass().finally(() => running.delete(passing))
    running.add(passing)
    return passing
  }

  const timer = setInterval(() => {
    if (running.size === 0) run().catch((error: unknown) => logger.warn({ err: error }, 'versions were not kept'))
  }, EVERY_MS).unref()

  return {
    run,
    async close() {
      closed = true
      clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
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
