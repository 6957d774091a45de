/** Where the facts of one session live: takes events, tells listeners, and notices by itself what waits too long. */
import {
  atRisk,
  type DeviceState,
  INITIAL_FACTS,
  reduce,
  type SyncEvent,
  type SyncFacts,
  type SyncStatus,
  statusOf,
} from './state.ts'

/** Unacknowledged for longer than this is said in words. */
const OVERDUE_MS = 5_000
/** A write on this device takes no longer than this, or something is wrong with it. */
const UNKEPT_MS = 2_000

export class StatusBoard {
  private current: SyncFacts
  private readonly listeners = new Set<() => void>()
  private overdueTimer: ReturnType<typeof setTimeout> | undefined
  private unkeptTimer: ReturnType<typeof setTimeout> | undefined

  constructor(device: DeviceState) {
    this.current = { ...INITIAL_FACTS, device }
  }

  get facts(): SyncFacts {
    return this.current
  }

  get status(): SyncStatus {
    return statusOf(this.current)
  }

  get isAtRisk(): boolean {
    return atRisk(this.current)
  }

  readonly dispatch = (event: SyncEvent): void => {
    const { unkept } = this.current
    this.current = reduce(this.current, event)
    this.watchForOverdue(event.type === 'acknowledged')
    this.watchForUnkept(this.current.unkept < unkept)
    this.tell()
  }

  /** Calls back after every change; the returned function ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Resolves when it is so, or when the time is up. */
  until(isSo: (status: SyncStatus, facts: SyncFacts) => boolean, withinMs = Number.POSITIVE_INFINITY): Promise<void> {
    const isNow = (): boolean => isSo(this.status, this.facts)
    if (isNow()) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = Number.isFinite(withinMs) ? setTimeout(() => done(), withinMs) : undefined
      const stop = this.onChange(() => isNow() && done())
      const done = (): void => {
        clearTimeout(timer)
        stop()
        resolve()
      }
    })
  }

  /** Something outside the facts has changed: rights, presence, texts to give back. */
  tell(): void {
    for (const listener of this.listeners) listener()
  }

  close(): void {
    clearTimeout(this.overdueTimer)
    clearTimeout(this.unkeptTimer)
    this.listeners.clear()
  }

  private watchForOverdue(restart: boolean): void {
    if (restart || this.current.unsent === 0) {
      clearTimeout(this.overdueTimer)
      this.overdueTimer = undefined
    }
    if (this.current.unsent > 0) {
      this.overdueTimer ??= setTimeout(() => this.dispatch({ type: 'overdue' }), OVERDUE_MS)
    }
  }

  /** Of its own: how long the server is silent says nothing about this device. */
  private watchForUnkept(restart: boolean): void {
    if (restart) {
      clearTimeout(this.unkeptTimer)
      this.unkeptTimer = undefined
    }
    if (this.current.unkept > 0) {
      this.unkeptTimer ??= setTimeout(() => this.dispatch({ type: 'unkeptForLong' }), UNKEPT_MS)
    }
  }
}
