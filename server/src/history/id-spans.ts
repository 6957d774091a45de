/** Ranges of Yjs ids, each with a value; of ranges that overlap the last one added counts. */
export class Spans<T> {
  private readonly byClient = new Map<number, { clock: number; end: number; value: T }[]>()

  add(client: number, clock: number, length: number, value: T): void {
    const spans = this.byClient.get(client)
    const span = { clock, end: clock + length, value }
    const last = spans?.at(-1)
    if (spans === undefined) this.byClient.set(client, [span])
    // A client’s ids rise; only deletions come in any order.
    else if (last !== undefined && last.clock <= clock) spans.push(span)
    else spans.splice(placeOf(spans, clock), 0, span)
  }

  find(client: number, clock: number): T | null {
    const spans = this.byClient.get(client) ?? []
    const span = spans[placeOf(spans, clock) - 1]
    return span !== undefined && clock < span.end ? span.value : null
  }
}

/** Behind everything that begins at `clock` or before. */
function placeOf(spans: readonly { clock: number }[], clock: number): number {
  let low = 0
  for (let high = spans.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.clock ?? 0) <= clock) low = middle + 1
    else high = middle
  }
  return low
}
