// What is refused only after it was tried has cost a copy of the document. No page means harm by it, so it is no strike;
// whoever is refused so again and again waits, and keeps what was not sent.

const WITHIN_MS = 60_000
/** An honest page begins anew after each. */
const MOST = 10

export class RefusedTries {
  private readonly moments = new Map<string, number[]>()

  areUsedUp(userId: string): boolean {
    return this.recent(userId).length >= MOST
  }

  count(userId: string): void {
    this.moments.set(userId, [...this.recent(userId), performance.now()].slice(-MOST))
  }

  private recent(userId: string): number[] {
    const since = performance.now() - WITHIN_MS
    return (this.moments.get(userId) ?? []).filter((moment) => moment > since)
  }
}
