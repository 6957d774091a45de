/**
 * What was typed here and not yet acknowledged, in order, one record per local update.
 * Promises: one push in flight; a record leaves only when its push is acknowledged; a push that was sent is sent again
 * with the same bytes and the same number, so that the server can tell a repetition from news.
 */
import { LIMITS } from '@app/server/limits'
import * as Y from 'yjs'
import { inCausalOrder } from './causal.ts'
import { leastSeen } from './seen.ts'
import { type PieceLimits, splitUpdate, weigh } from './split.ts'

export interface OutboxRecord {
  index: number
  update: Uint8Array
  structs: number
  ranges: number
  /** What this window had when it made an update that may hide something; null for any other. */
  seen: Uint8Array | null
  /** On this device's disk. */
  kept: boolean
}

export interface Push {
  clientSeq: number
  update: Uint8Array
  /** What was seen when the first of its records that may hide something was made. */
  seen: Uint8Array | null
  records: OutboxRecord[]
}

/** Written elsewhere, or before. */
export interface Offer {
  update: Uint8Array
  seen?: Uint8Array | null
}

const PUSH_LIMITS = {
  records: LIMITS.pushRecords,
  bytes: LIMITS.pushBytes,
  structs: LIMITS.updateStructs,
  ranges: LIMITS.updateRanges,
}
/** A piece must leave room for what a merge adds. */
export const PIECE_LIMITS: PieceLimits = {
  bytes: PUSH_LIMITS.bytes * 0.75,
  structs: PUSH_LIMITS.structs * 0.75,
  ranges: PUSH_LIMITS.ranges * 0.5,
}

export class Outbox {
  /** Unacknowledged records, the ones in flight included. */
  readonly records: OutboxRecord[] = []
  private inFlight: Push | null = null
  private resend: Push | null = null
  private nextIndex = 0
  private nextClientSeq = 1

  /** Somebody is waiting for the server's answer to a push. */
  get isSending(): boolean {
    return this.inFlight !== null
  }

  /** Takes an update in; a large one becomes several records. */
  add(update: Uint8Array, seen: Uint8Array | null = null): OutboxRecord[] {
    const added = this.recordsOf({ update, seen }, false)
    this.records.push(...added)
    return added
  }

  /**
   * Takes in what lies elsewhere on this device, or is in the copy of it, and the server lacks; then brings all that
   * waits into an order in which the server, which has all below these clocks, can take it. What builds on something
   * that neither has is not taken in.
   */
  offer(offers: readonly Offer[], server: ReadonlyMap<number, number>): void {
    const added = new Set(offers.flatMap((offer) => this.recordsOf(offer, true)))
    const { ready, stuck } = inCausalOrder([...added, ...this.records], server)
    const ordered = [...ready, ...stuck.filter((record) => !added.has(record))]
    if (ordered.every((record, at) => record === this.records[at])) return
    this.records.splice(0, this.records.length, ...ordered)
    this.resend = null
  }

  /** The next push, or null when nothing waits or one is under way. */
  take(): Push | null {
    if (this.inFlight) return null
    this.inFlight = this.resend ?? this.mergeNext()
    this.resend = null
    return this.inFlight
  }

  /** The server has it: returns its records, which are nobody's concern any more. */
  acknowledge(push: Push): OutboxRecord[] {
    if (this.inFlight === push) this.inFlight = null
    const done = new Set(push.records)
    const kept = this.records.filter((record) => !done.has(record))
    this.records.splice(0, this.records.length, ...kept)
    return push.records
  }

  /** Nobody knows whether the server has it: the same bytes go again, under the same number. */
  putBack(push: Push): void {
    if (this.inFlight !== push) return
    this.inFlight = null
    this.resend = push
  }

  /** Under another client id numbers start again, and what was sent under the old one is merged anew. */
  renumber(): void {
    this.inFlight = null
    this.resend = null
    this.nextClientSeq = 1
  }

  /** Forgets records that turned out to be on the server already. */
  drop(arrived: (record: OutboxRecord) => boolean): OutboxRecord[] {
    const dropped = this.records.filter(arrived)
    return dropped.length === 0
      ? []
      : this.acknowledge({ clientSeq: 0, update: new Uint8Array(), seen: null, records: dropped })
  }

  private recordsOf({ update, seen = null }: Offer, kept: boolean): OutboxRecord[] {
    const pieces = splitUpdate(update, PIECE_LIMITS)
    return pieces.map((piece) => ({ index: this.nextIndex++, update: piece, ...weigh(piece), seen, kept }))
  }

  private mergeNext(): Push | null {
    const records = this.nextRecords()
    const first = records[0]
    if (!first) return null
    const update = records.length === 1 ? first.update : Y.mergeUpdates(records.map((record) => record.update))
    return { clientSeq: this.nextClientSeq++, update, seen: leastSeen(records), records }
  }

  private nextRecords(): OutboxRecord[] {
    const chosen: OutboxRecord[] = []
    const sum = { records: 0, bytes: 0, structs: 0, ranges: 0 }
    for (const record of this.records) {
      sum.records += 1
      sum.bytes += record.update.byteLength
      sum.structs += record.structs
      sum.ranges += record.ranges
      if (chosen.length > 0 && isOver(sum)) break
      chosen.push(record)
    }
    return chosen
  }
}

function isOver(sum: Record<keyof typeof PUSH_LIMITS, number>): boolean {
  const { records, bytes, structs, ranges } = PUSH_LIMITS
  return sum.records > records || sum.bytes > bytes || sum.structs > structs || sum.ranges > ranges
}
