// Brings committed updates to the members of one room. While there is little to do they go out at once; the longer
// delivering takes, the longer the next round waits and the more it merges, so a room never spends more than about a
// fifth of its time on delivering. Bursts are encoded again from the document instead of merged.

import * as Y from 'yjs'
import type { ChangedEvent } from './events.ts'
import { mergeUpdates } from './subscriber.ts'

/** Delivers one event to every member but `except`. */
export type Deliver = (event: ChangedEvent, except: number | null) => void

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

export class Fanout {
  private readonly source: { readonly doc: Y.Doc }
  private readonly deliver: Deliver
  private deliveredVector: Uint8Array
  private pending: Pending[] = []
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null
  private windowMs = 0
  private lastFlush = 0

  constructor(source: { readonly doc: Y.Doc }, deliver: Deliver) {
    this.source = source
    this.deliver = deliver
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
    const update =
      pending.length > MERGED_AT_MOST
        ? Y.encodeStateAsUpdate(this.source.doc, this.deliveredVector)
        : mergeUpdates(pending.map((entry) => entry.update))
    const from = pending.every((entry) => entry.from === last.from) ? last.from : null
    this.deliver({ type: 'changed', update, seq: last.seq }, from)
    this.deliveredVector = Y.encodeStateVector(this.source.doc)
    this.lastFlush = performance.now()
    this.windowMs = Math.min(LONGEST_WINDOW_MS, REST_FACTOR * (this.lastFlush - started))
  }

  private cancel(): void {
    if (this.timer === null) return
    clearTimeout(this.timer as NodeJS.Timeout)
    clearImmediate(this.timer as NodeJS.Immediate)
    this.timer = null
  }
}
