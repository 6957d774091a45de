/** So many per second, with some in reserve: by default one second's worth. Monotonic time: nobody's clock refills it. */
export class TokenBucket {
  private readonly perSecond: number
  private readonly now: () => number
  private readonly reserve: number
  private tokens: number
  private filledAt: number

  constructor(perSecond: number, now: () => number = () => performance.now(), reserve = perSecond) {
    this.perSecond = perSecond
    this.now = now
    this.reserve = reserve
    this.tokens = reserve
    this.filledAt = now()
  }

  /** False, and nothing taken, when none is left. */
  take(): boolean {
    const now = this.now()
    this.tokens = Math.min(this.reserve, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond)
    this.filledAt = now
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
