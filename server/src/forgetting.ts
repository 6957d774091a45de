import { forgetEndedSessions } from './auth/session.ts'
import type { Services } from './context.ts'
import { forgetOldTickets } from './documents/tickets.ts'
import { forgetOldMail } from './mail/stored.ts'

export interface Forgetting {
  /** Deletes what has had its time. */
  run(): Promise<void>
  close(): Promise<void>
}

const EVERY_MS = 60_000

/** Rows about people that are of no use any more: letters that were read, sessions that have ended, tickets for files. */
export function createForgetting({ db, clock, logger }: Pick<Services, 'db' | 'clock' | 'logger'>): Forgetting {
  let last: Promise<void> = Promise.resolve()

  async function run(): Promise<void> {
    for (const forget of [forgetOldMail, forgetEndedSessions, forgetOldTickets]) await forget(db, clock.now())
  }

  function runByItself(): void {
    last = run().catch((error: unknown) => logger.error({ err: error }, 'what is old could not be deleted'))
  }

  const timer = setInterval(runByItself, EVERY_MS).unref()
  return {
    run,
    async close() {
      clearInterval(timer)
      await last
    },
  }
}
