/**
 * In quiet moments the page and the server compare a hash of the text. Two different hashes of one state, twice with
 * nothing happening between, mean that this copy is wrong; it is thrown away, and it is counted.
 */
import { textHash } from '@app/server/document'
import * as Y from 'yjs'
import type { Replica } from './replica.ts'
import type { Transport } from './wire.ts'

const QUIET_MS = 5_000
const RECHECK_MS = 2_000
const AT_MOST_EVERY_MS = 60_000

export interface ConvergenceHost {
  documentId: string
  transport: Transport
  /** Joined, and nothing unsent. */
  isIdle(): boolean
  diverged(): void
}

export class ConvergenceCheck {
  private readonly host: ConvergenceHost
  private readonly replica: Replica
  private timer: ReturnType<typeof setTimeout> | undefined
  private checkedAt = Number.NEGATIVE_INFINITY
  private suspicion: string | null = null

  constructor(replica: Replica, host: ConvergenceHost) {
    this.replica = replica
    this.host = host
  }

  /** The document changed, or an update was acknowledged: look once it is quiet. */
  touch(): void {
    this.suspicion = null
    const earliest = this.checkedAt + AT_MOST_EVERY_MS - performance.now()
    this.schedule(Math.max(QUIET_MS, earliest))
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.check(), ms)
  }

  /** Also called by tests, which cannot wait for a quiet minute. */
  async check(): Promise<void> {
    if (!this.host.isIdle()) return
    this.checkedAt = performance.now()
    const before = this.fingerprint()
    const vector = Y.encodeStateVector(this.replica.doc)
    // Not being able to ask is not a mismatch; the next quiet moment asks again.
    const theirs = await this.host.transport.textHash(this.host.documentId, vector).catch(() => null)
    const mine = this.fingerprint()
    if (theirs === null || theirs === mine || before !== mine || !this.host.isIdle()) return
    if (this.suspicion === mine) return this.host.diverged()
    // A deletion on its way to us changes the text but no state vector: ask a second time.
    this.suspicion = mine
    this.schedule(RECHECK_MS)
  }

  private fingerprint(): string {
    return textHash(this.replica.text)
  }
}
