/**
 * What was typed here and not yet acknowledged, in order, one record per local update.
 * Promises: one push in flight; a record leaves only when its push is acknowledged; a push that was sent is sent again
 * with the same bytes and the same number, so that the server can tell a repetition from news.
 */
import { LIMITS } from '@app/server/limits'
import * as Y from 'yjs'
import { leastSeen } from './seen.ts'
import { splitUpdate, structCount } from './split.ts'

export interface OutboxRecord {
  index: number
  update: Uint8Array
  structs: number
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

const PUSH_LIMITS = { records: LIMITS.pushRecords, bytes: LIMITS.pushBytes, structs: LIMITS.updateStructs }
/** A piece must leave room for what a merge adds. */
const PIECE_LIMITS = { bytes: PUSH_LIMITS.bytes * 0.75, structs: PUSH_LIMITS.structs * 0.75 }

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
    const added = splitUpdate(update, PIECE_LIMITS).map((piece) => ({
      index: this.nextIndex++,
      update: piece,
      structs: structCount(piece),
      seen,
      kept: false,
    }))
    this.records.push(...added)
    return added
  }

  /** Puts an update before everything that waits: the server lacks it, and the rest builds on it. */
  addFirst(update: Uint8Array, seen: Uint8Array | null = null): OutboxRecord {
    const record = { index: this.nextIndex++, update, structs: structCount(update), seen, kept: true }
    this.records.unshift(record)
    this.resend = null
    return record
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

  private mergeNext(): Push | null {
    const records = this.nextRecords()
    const first = records[0]
    if (!first) return null
    const update = records.length === 1 ? first.update : Y.mergeUpdates(records.map((record) => record.update))
    return { clientSeq: this.nextClientSeq++, update, seen: leastSeen(records), records }
  }

  private nextRecords(): OutboxRecord[] {
    const chosen: OutboxRecord[] = []
    let bytes = 0
    let structs = 0
    for (const record of this.records) {
      bytes += record.update.byteLength
      structs += record.structs
      const full = chosen.length >= PUSH_LIMITS.records || bytes > PUSH_LIMITS.bytes || structs > PUSH_LIMITS.structs
      if (full && chosen.length > 0) break
      chosen.push(record)
    }
    return chosen
  }
}
