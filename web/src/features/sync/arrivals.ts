/** What an editor does about what others wrote, before it enters the text. */
export interface Host {
  mustWait(update: Uint8Array): boolean
  /** What comes next cannot wait. */
  makeWay(): void
}

/** What others wrote, on its way into a text: where an editor lets one update wait, all behind it wait too. */
export class Arrivals {
  /** Null where no editor minds. */
  host: Host | null = null
  private readonly apply: (update: Uint8Array) => void
  private waiting: Uint8Array[] = []

  constructor(apply: (update: Uint8Array) => void) {
    this.apply = apply
  }

  get areHeld(): boolean {
    return this.waiting.length > 0
  }

  take(update: Uint8Array): void {
    if (this.areHeld || this.host?.mustWait(update)) this.waiting.push(update)
    else this.apply(update)
  }

  /** In the order in which they came; where one cannot be applied, those behind it wait on. */
  release(): void {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) this.apply(next)
  }

  /** For a text that comes as a whole, with all that waits. */
  giveWay(): void {
    this.waiting = []
    this.host?.makeWay()
  }
}
