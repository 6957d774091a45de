/** Refused updates within a minute, after which whoever sent them is not our page. */
const MAX_STRIKES = 3
const STRIKE_MS = 60_000

/** Updates no page of ours would send. Monotonic time: nobody's clock forgives them. */
export class Strikes {
  private readonly onOut: () => void
  private moments: number[] = []

  constructor(onOut: () => void = () => undefined) {
    this.onOut = onOut
  }

  get areOut(): boolean {
    return this.recent().length >= MAX_STRIKES
  }

  count(): void {
    this.moments = [...this.recent(), performance.now()].slice(-MAX_STRIKES)
    if (this.areOut) this.onOut()
  }

  private recent(): number[] {
    const since = performance.now() - STRIKE_MS
    return this.moments.filter((moment) => moment > since)
  }
}
