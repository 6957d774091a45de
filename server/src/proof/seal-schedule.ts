import type { Db } from '@app/prisma'
import type { Services } from '../context.ts'
import { lastSeqAt, sealLog } from '../sync/index.ts'

/** What was written before is sealed even where no version was kept since. */
export const SEAL_AFTER_MS = 7 * 24 * 60 * 60_000
const EVERY_MS = 60_000
/** At once; what is left is due at the next pass. */
const MAX_DUE = 20
/** A document whose log cannot be sealed is left alone for so long. */
const PUT_OFF_MS = 60 * 60_000

export interface SealSchedule {
  /** Seals what is due now. */
  run(): Promise<void>
  close(): Promise<void>
}

interface Due {
  id: string
  versionSeq: number
}

/**
 * Seals logs: all rows up to the newest version, and those older than a week. What is due is read from the tables each
 * time; of several nodes one seals (`sync/sealed.ts`). No room is opened or waits.
 */
export function createSealSchedule(options: Pick<Services, 'db' | 'clock' | 'logger'>): SealSchedule {
  const { db, clock, logger } = options
  const putOff = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function pass(): Promise<void> {
    const now = clock.now()
    for (const [id, until] of putOff) if (until <= now.getTime()) putOff.delete(id)
    for (const { id, versionSeq } of await findDue(db, now, [...putOff.keys()])) {
      if (closed) return
      try {
        const old = await lastSeqAt(db, id, new Date(now.getTime() - SEAL_AFTER_MS))
        await sealLog(db, id, Math.max(versionSeq, old), now)
      } catch (error) {
        putOff.set(id, now.getTime() + PUT_OFF_MS)
        logger.warn({ err: error, documentId: id }, 'a log could not be sealed')
      }
    }
  }

  function run(): Promise<void> {
    const passing = pass().finally(() => running.delete(passing))
    running.add(passing)
    return passing
  }

  const timer = setInterval(() => {
    if (running.size === 0) run().catch((error: unknown) => logger.warn({ err: error }, 'logs were not sealed'))
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
