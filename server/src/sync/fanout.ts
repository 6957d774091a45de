// Brings committed updates to the members of one room. While there is little to do they go out at once; the longer
// delivering takes, the longer the next round waits and the more it merges, so a room never spends more than about a
// fifth of its time on delivering. Bursts are encoded again from the document instead of merged.

import * as Y from 'yjs'
import type { ChangedEvent } from './events.ts'
import { mergeUpdates } from './subscriber.ts'

/** Delivers one event to the windows of these client ids. */
export type Deliver = (event: ChangedEvent, isFor: (clientId: number) => boolean) => void

interface Pending {
  update: Uint8Array
  seq: number
  /** The client id that sent it and needs no echo; null for none. */
  from: number | null
}

const LONGEST_WINDOW_MS = 33
/** Waits this many times as long as the last delivery took. */
const REST_FACTOR = 4
const MERGED_AT_MOST = 100
/** So many senders of one round get it without their own; of more, each would cost another merge. */
const SENDERS_AT_MOST = 4

export class Fanout {
  private readonly source: { readonly doc: Y.Doc }
  private readonly deliver: Deliver
  private readonly failed: (error: unknown) => void
  private deliveredVector: Uint8Array
  private pending: Pending[] = []
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null
  private windowMs = 0
  private lastFlush = 0

  /** @param failed a round that could not be made: whoever was to get it has to join again */
  constructor(source: { readonly doc: Y.Doc }, deliver: Deliver, failed: (error: unknown) => void) {
    this.source = source
    this.deliver = deliver
    this.failed = failed
    this.deliveredVector = Y.encodeStateVector(source.doc)
  }

  add(update: Uint8Array, seq: number, from: number | null): void {
    this.pending.push({ update, seq, from })
    if (this.timer !== null) return
    const wait = this.windowMs - (performance.now() - this.lastFlush)
    this.timer = wait < 1 ? setImmediate(() => this.flush()) : setTimeout(() => this.flush(), wait)
  }

  /** Delivers what waits, now. A join calls it, so that nobody gets what their first event already holds. */
  flush(): void {
    this.cancel()
    const pending = this.pending
    const last = pending.at(-1)
    if (last === undefined) return
    this.pending = []
    const started = performance.now()
    this.tryRound(pending, last.seq)
    this.deliveredVector = Y.encodeStateVector(this.source.doc)
    this.lastFlush = performance.now()
    this.windowMs = Math.min(LONGEST_WINDOW_MS, REST_FACTOR * (this.lastFlush - started))
  }

  /** What a timer throws ends the process, and with it all the other documents. */
  private tryRound(pending: readonly Pending[], seq: number): void {
    try {
      this.deliverRound(pending, seq)
    } catch (error) {
      this.failed(error)
    }
  }

  /** Nobody gets their own back: a page takes deletions that arrive for somebody else's. */
  private deliverRound(pending: readonly Pending[], seq: number): void {
    const senders = new Set(pending.map(({ from }) => from).filter((from) => from !== null))
    const isBurst = pending.length > MERGED_AT_MOST
    const update = isBurst
      ? Y.encodeStateAsUpdate(this.source.doc, this.deliveredVector)
      : mergeUpdates(pending.map((entry) => entry.update))
    const isAlone = senders.size === 1 && pending.every(({ from }) => from !== null)
    if (!isAlone && (isBurst || senders.size > SENDERS_AT_MOST)) senders.clear()
    this.deliver({ type: 'changed', update, seq }, (clientId) => !senders.has(clientId))
    if (isAlone) return
    for (const sender of senders) {
      const others = pending.filter(({ from }) => from !== sender).map((entry) => entry.update)
      this.deliver({ type: 'changed', update: mergeUpdates(others), seq }, (clientId) => clientId === sender)
    }
  }

  private cancel(): void {
    if (this.timer === null) return
    clearTimeout(this.timer as NodeJS.Timeout)
    clearImmediate(this.timer as NodeJS.Immediate)
    this.timer = null
  }
}
