import type { Clock } from '../context.ts'

const MAX_KEYS = 50_000

/** A sliding window per key, in memory: how often something happened in the last while. */
export class RateLimit {
  private readonly clock: Clock
  private readonly max: number
  private readonly windowMs: number
  private readonly moments = new Map<string, number[]>()

  constructor(clock: Clock, max: number, windowMs: number) {
    this.clock = clock
    this.max = max
    this.windowMs = windowMs
  }

  /** Counts one; false, and not counted, when the window is full. */
  take(key: string): boolean {
    const now = this.clock.now().getTime()
    const recent = (this.moments.get(key) ?? []).filter((moment) => moment > now - this.windowMs)
    if (recent.length >= this.max) return false
    recent.push(now)
    this.moments.delete(key)
    this.moments.set(key, recent)
    this.dropOldest()
    return true
  }

  private dropOldest(): void {
    if (this.moments.size <= MAX_KEYS) return
    const oldest = this.moments.keys().next().value
    if (oldest !== undefined) this.moments.delete(oldest)
  }
}
