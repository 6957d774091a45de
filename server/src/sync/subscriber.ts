// One reader of a room and the queue in front of it. A reader that keeps up gets every event at once and its queue
// stays empty; while it is busy, waiting updates are merged into one; over the bound it is told SLOW and let go, so one
// stalled reader costs a bounded piece of memory and nobody's time. It joins again when it can.

import * as Y from 'yjs'
import { type CloseReason, type RoomEvent, weightOf } from './events.ts'

/** Where the events of one reader go. */
export interface Outlet {
  /** Takes one event. A promise means: bring the next one only when it has resolved. Failing ends the reader. */
  deliver(event: RoomEvent): Promise<void> | undefined
  /** Nothing more will come. Called once. */
  end(): void
}

export interface QueueLimits {
  subscriberQueueBytes: number
  subscriberQueueEvents: number
}

/** What it ended of, where that is neither the reader's doing nor the room's. */
export interface SubscriberFailure {
  error: unknown
}

/** Merging costs more than its share beyond this; what is over starts a new merged update. */
const MERGED_AT_MOST = 100

interface WaitingChange {
  type: 'changes'
  updates: Uint8Array[]
  seq: number
}

export class Subscriber {
  private readonly outlet: Outlet
  private readonly limits: QueueLimits
  private readonly onEnd: (failure?: SubscriberFailure) => void
  private queue: (RoomEvent | WaitingChange)[] = []
  private queuedBytes = 0
  private queuedEvents = 0
  /** The outlet is still busy with the last event. */
  private busy = false
  /** How many reasons there are to wait: the first event is being made, the reader's rights are in doubt. */
  private holds = 0
  private ended = false
  private waitingForIdle: ((isHere: boolean) => void)[] = []

  constructor(outlet: Outlet, limits: QueueLimits, onEnd: (failure?: SubscriberFailure) => void) {
    this.outlet = outlet
    this.limits = limits
    this.onEnd = onEnd
  }

  /** Holds everything back until as many calls of `release`. */
  hold(): void {
    this.holds += 1
  }

  /** Takes one hold away. */
  release(): void {
    this.holds -= 1
    this.drain()
  }

  /** Delivers `event` before all that waits, though never before the opening. */
  sendFirst(event: RoomEvent): void {
    if (this.ended) return
    const position = event.type !== 'opened' && this.queue[0]?.type === 'opened' ? 1 : 0
    this.queue.splice(position, 0, event)
    this.queuedEvents += 1
    this.queuedBytes += weightOf(event)
    this.drain()
  }

  send(event: RoomEvent): void {
    if (this.ended) return
    if (this.busy || this.holds > 0 || this.queue.length > 0) this.enqueue(event)
    else this.deliver(event)
  }

  /** Settles when nothing waits before what is sent next; false where the reader is gone. */
  idle(): Promise<boolean> {
    if (this.ended || this.isIdle) return Promise.resolve(!this.ended)
    return new Promise((resolve) => this.waitingForIdle.push(resolve))
  }

  private get isIdle(): boolean {
    return !this.busy && this.holds === 0 && this.queue.length === 0
  }

  private tellIdle(isHere: boolean): void {
    for (const tell of this.waitingForIdle.splice(0)) tell(isHere)
  }

  /** Says why and ends; what still waited is dropped, the reader joins again or may not have it. */
  close(reason: CloseReason): void {
    if (this.ended) return
    try {
      // It ends whether this arrives or not.
      this.outlet.deliver({ type: 'closed', reason })?.catch(() => undefined)
    } catch (error) {
      this.fail(error)
      return
    }
    this.end()
  }

  /** Ends without a word: the reader left. */
  end(): void {
    this.finish()
  }

  /** Whoever brings an event answers for many readers and often for the whole process: one reader's failure ends here. */
  private fail(error: unknown): void {
    this.finish({ error })
  }

  private finish(failure?: SubscriberFailure): void {
    if (this.ended) return
    this.ended = true
    this.queue = []
    this.tellIdle(false)
    this.outlet.end()
    this.onEnd(failure)
  }

  private drain(): void {
    while (!this.busy && this.holds === 0 && !this.ended) {
      const next = this.queue.shift()
      if (next === undefined) {
        this.tellIdle(true)
        return
      }
      this.forget(next)
      this.deliver(next)
    }
  }

  private deliver(waiting: RoomEvent | WaitingChange): void {
    try {
      const ready = this.outlet.deliver(toEvent(waiting))
      if (ready !== undefined) this.waitFor(ready)
    } catch (error) {
      this.fail(error)
    }
  }

  private waitFor(ready: Promise<void>): void {
    this.busy = true
    const goOn = (): void => {
      this.busy = false
      this.drain()
    }
    void ready.then(goOn, (error: unknown) => this.fail(error))
  }

  private enqueue(event: RoomEvent): void {
    this.queuedBytes += weightOf(event)
    this.queuedEvents += 1
    if (this.queue.length > 0 && this.isOver()) {
      this.close('SLOW')
      return
    }
    if (event.type !== 'changed') {
      this.queue.push(event)
      return
    }
    const last = this.queue.at(-1)
    if (last?.type === 'changes' && last.updates.length < MERGED_AT_MOST) {
      last.updates.push(event.update)
      last.seq = event.seq
    } else this.queue.push({ type: 'changes', updates: [event.update], seq: event.seq })
  }

  /** One event alone fits, however large: else it would not fit the next time either. */
  private isOver(): boolean {
    const { subscriberQueueBytes, subscriberQueueEvents } = this.limits
    return this.queuedBytes > subscriberQueueBytes || this.queuedEvents > subscriberQueueEvents
  }

  private forget(waiting: RoomEvent | WaitingChange): void {
    if (this.queue.length === 0) {
      this.queuedBytes = 0
      this.queuedEvents = 0
    } else if (waiting.type === 'changes') {
      this.queuedEvents -= waiting.updates.length
      for (const update of waiting.updates) {
        this.queuedBytes -= weightOf({ type: 'changed', update, seq: waiting.seq })
      }
    } else {
      this.queuedEvents -= 1
      this.queuedBytes -= weightOf(waiting)
    }
  }
}

function toEvent(waiting: RoomEvent | WaitingChange): RoomEvent {
  if (waiting.type !== 'changes') return waiting
  return { type: 'changed', update: mergeUpdates(waiting.updates), seq: waiting.seq }
}

/** One update out of a few; never to be used on a whole log, where it costs seconds. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates
  return updates.length === 1 && only !== undefined ? only : Y.mergeUpdates([...updates])
}
