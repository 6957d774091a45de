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
/** A document on which the work failed is left alone for so long. */
const PUT_OFF_MS = 60 * 60_000

/** Every minute, one document after the other; one that fails keeps no other from its turn. */
export function createSchedule<Due extends { id: string }>(options: ScheduleOptions<Due>): Schedule {
  const { clock, logger, findDue, work, failure } = options
  const putOff = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let closed = false

  async function pass(): Promise<void> {
    const now = clock.now()
    for (const [id, until] of putOff) if (until <= now.getTime()) putOff.delete(id)
    for (const due of await findDue(now, [...putOff.keys()])) {
      if (closed) return
      try {
        await work(due, now)
      } catch (error) {
        putOff.set(due.id, now.getTime() + PUT_OFF_MS)
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
