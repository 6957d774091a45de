const STRIKE_MS = 60_000

/** Refused updates no page of ours would send. Monotonic time: nobody's clock forgives them. */
export class Strikes {
  private readonly most: number
  private moments: number[] = []

  /** @param most within a minute, after which whoever sent them is not our page */
  constructor(most: number) {
    this.most = most
  }

  get areOut(): boolean {
    return this.recent().length >= this.most
  }

  count(): void {
    this.moments = [...this.recent(), performance.now()].slice(-this.most)
  }

  private recent(): number[] {
    const since = performance.now() - STRIKE_MS
    return this.moments.filter((moment) => moment > since)
  }
}
