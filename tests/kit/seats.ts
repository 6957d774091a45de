import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { Seat } from './seat.ts'

// A page in a context of its own is the dearest thing tests do: a window, a process, all scripts compiled anew. So what a
// test closes is emptied and given to the next that asks for the same kind. To the test it is a new one.

export interface Seats {
  /** With `whose`, one in which this person's program is open where there is one, and it is left open there. */
  take(options: BrowserContextOptions, whose?: string): Promise<BrowserContext>
  /** Closes what is still taken, and what is still open. */
  close(): Promise<void>
}

interface Place {
  kind: string
  seat: Seat
  isReusable: boolean
}

/** Each is a process that only waits. */
const MOST_FREE = 6
/** Two people and somebody who looks on. */
const MOST_OPEN = 3

export function createSeats(browser: Browser): Seats {
  const taken = new Set<Seat>()
  /** The one that was left last is at the end, here and there. */
  let free: Place[] = []
  let open: (Place & { whose: string })[] = []

  async function give(place: Place): Promise<void> {
    const { seat, isReusable } = place
    if (!isReusable || !(await seat.empty())) return seat.end()
    free.push(place)
    if (free.length > MOST_FREE) await free.shift()?.seat.end()
  }

  async function leave(place: Place, whose: string | undefined): Promise<void> {
    if (whose === undefined || !(await place.seat.leaveOpen())) return give(place)
    open.push({ ...place, whose })
    const oldest = open.length > MOST_OPEN ? open.shift() : undefined
    if (oldest) await give(oldest)
  }

  function find(kind: string, whose: string | undefined): Seat | undefined {
    const left = open.findLast((one) => one.kind === kind && one.whose === whose)
    open = open.filter((one) => one !== left)
    if (left) return left.seat
    const found = free.findLast((one) => one.kind === kind)
    free = free.filter((one) => one !== found)
    return found?.seat
  }

  return {
    async take(options, whose) {
      const kind = JSON.stringify(options)
      const seat = find(kind, whose) ?? new Seat(await browser.newContext(options), options)
      // A worker that is being taken away may still answer the next registration, which then never gets ready.
      const isReusable = options.serviceWorkers !== 'allow'
      seat.context.close = async () => {
        if (!taken.delete(seat)) return
        await leave({ kind, seat, isReusable }, whose)
      }
      taken.add(seat)
      return seat.context
    },
    async close() {
      for (const seat of taken) await seat.end()
      taken.clear()
      for (const place of open.splice(0)) await give(place)
    },
  }
}
