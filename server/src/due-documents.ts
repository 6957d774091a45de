import type { Services } from './context.ts'

/** Work on documents that becomes due by itself. */
export interface Schedule {
  /** Does what is due now. */
  run(): Promise<void>
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>
}

export interface ScheduleOptions<Due extends { id: string }> extends Pick<Services, 'clock' | 'logger'> {
  /** Read from the tables each time, so that nothing is forgotten over a restart; a bounded number. */
  findDue(now: Date, except: readonly string[]): Promise<Due[]>
  work(due: Due, now: Date): Promise<void>
  /** What is logged where it fails. */
  failure: string
}

const EVERY_MS = 60_000
/** A document on which the work goes on failing is tried so often at least. */
const MOST_PUT_OFF_MS = 60 * 60_000

interface PutOff {
  until: number
  failures: number
}

/**
 * Every minute, one document after the other; one that fails keeps no other from its turn. It is tried at the next pass,
 * and less and less often while it goes on failing.
 */
export function createSchedule<Due extends { id: string }>(options: ScheduleOptions<Due>): Schedule {
  const { clock, logger, findDue, work, failure } = options
  const putOff = new Map<string, PutOff>()
  const running = new Set<Promise<void>>()
  let closed = false

  function waitingAt(now: number): string[] {
    for (const [id, { until }] of putOff) if (until + MOST_PUT_OFF_MS <= now) putOff.delete(id)
    return [...putOff].flatMap(([id, { until }]) => (until > now ? [id] : []))
  }

  async function pass(): Promise<void> {
    const now = clock.now()
    for (const due of await findDue(now, waitingAt(now.getTime()))) {
      if (closed) return
      try {
        await work(due, now)
        putOff.delete(due.id)
      } catch (error) {
        putOff.set(due.id, nextTry(now.getTime(), putOff.get(due.id)))
        logger.warn({ err: error, documentId: due.id }, failure)
      }
    }
  }

  function run(): Promise<void> {
    const passing = pass().finally(() => running.delete(passing))
    running.add(passing)
    return passing
  }

  const timer = setInterval(() => {
    if (running.size === 0) run().catch((error: unknown) => logger.warn({ err: error }, failure))
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

function nextTry(now: number, last: PutOff | undefined): PutOff {
  const failures = (last?.failures ?? 0) + 1
  const wait = Math.min(EVERY_MS * 2 ** (failures - 1), MOST_PUT_OFF_MS)
  // A pass may begin a little early.
  return { until: now + wait - EVERY_MS / 2, failures }
}
