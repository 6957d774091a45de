import * as Y from 'yjs'
import type { YjsId } from '../compare/state.ts'

interface Range<T> {
  clock: number
  end: number
  value: T
}

/** Yjs ids, as ranges, each with what is to be known of it: mostly the time at which something was done to it. */
export class IdRanges<T = number> {
  private readonly ranges = new Map<number, Range<T>[]>()
  private isSorted = true

  get isEmpty(): boolean {
    return this.ranges.size === 0
  }

  add(client: number, clock: number, length: number, value: T): void {
    const range = { clock, end: clock + length, value }
    const known = this.ranges.get(client)
    if (known === undefined) this.ranges.set(client, [range])
    else known.push(range)
    this.isSorted = false
  }

  /** Undefined where nothing was noted. */
  valueOf({ client, clock }: YjsId): T | undefined {
    this.sort()
    const ranges = this.ranges.get(client)
    if (ranges === undefined) return undefined
    let low = 0
    for (let high = ranges.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((ranges[middle] as Range<T>).end > clock) high = middle
      else low = middle + 1
    }
    const found = ranges[low]
    return found !== undefined && found.clock <= clock ? found.value : undefined
  }

  has(id: YjsId): boolean {
    return this.valueOf(id) !== undefined
  }

  /** Cuts items where ranges begin and end, so that each item is in a range as a whole or not at all. */
  cutItems(transaction: Y.Transaction): void {
    const { store } = transaction.doc
    for (const [client, ranges] of this.ranges) {
      const state = Y.getState(store, client)
      for (const { clock, end } of ranges) {
        for (const at of [clock, end]) if (at < state) Y.getItemCleanStart(transaction, Y.createID(client, at))
      }
    }
  }

  private sort(): void {
    if (this.isSorted) return
    for (const ranges of this.ranges.values()) ranges.sort((x, y) => x.clock - y.clock)
    this.isSorted = true
  }
}
