/** So many per second, with one second's worth in reserve. Monotonic time: nobody's clock refills it. */
export class TokenBucket {
  private readonly perSecond: number
  private readonly now: () => number
  private tokens: number
  private filledAt: number

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.perSecond = perSecond
    this.now = now
    this.tokens = perSecond
    this.filledAt = now()
  }

  /** False, and nothing taken, when none is left. */
  take(): boolean {
    const now = this.now()
    this.tokens = Math.min(this.perSecond, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond)
    this.filledAt = now
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
