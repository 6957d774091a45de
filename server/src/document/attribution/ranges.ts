/** A stretch of one client's ids. */
export interface IdRange {
  client: number
  clock: number
  /** Ids from `clock` on. */
  length: number
}

interface Column<V> {
  starts: number[]
  ends: number[]
  values: V[]
}

/**
 * Values of Yjs ids, kept as ranges that do not overlap, per client in the order of their clocks. What an id got first
 * it keeps. Looking up costs O(log n); ranges that follow each other with one value are one.
 */
export class Ranges<V> {
  private readonly columns = new Map<number, Column<V>>()
  private readonly mayJoin: boolean

  /** @param mayJoin false where a value belongs to its range alone */
  constructor(mayJoin = true) {
    this.mayJoin = mayJoin
  }

  /** How many ranges there are. */
  get size(): number {
    let size = 0
    for (const { starts } of this.columns.values()) size += starts.length
    return size
  }

  get(client: number, clock: number): V | undefined {
    const column = this.columns.get(client)
    if (column === undefined) return undefined
    const index = lastAtOrBefore(column.starts, clock)
    return index >= 0 && clock < (column.ends[index] as number) ? column.values[index] : undefined
  }

  /** Gives `value` to those ids of the range that have none. */
  add({ client, clock, length }: IdRange, value: V): void {
    const column = this.columns.get(client) ?? this.addColumn(client)
    const end = clock + length
    if ((column.ends.at(-1) ?? 0) <= clock) {
      this.insert(column, column.starts.length, clock, end, value)
      return
    }
    for (let from = clock; from < end; ) {
      const next = lastAtOrBefore(column.starts, from) + 1
      const freeFrom = Math.max(from, column.ends[next - 1] ?? 0)
      const freeTo = Math.min(end, column.starts[next] ?? end)
      if (freeFrom < freeTo) this.insert(column, next, freeFrom, freeTo, value)
      from = Math.max(freeFrom, freeTo)
    }
  }

  /** Every part of a range in order: those that have a value, and those that have none (undefined). */
  *within({ client, clock, length }: IdRange): Generator<IdRange & { value: V | undefined }> {
    const column = this.columns.get(client)
    const end = clock + length
    let index = column === undefined ? 0 : Math.max(0, lastAtOrBefore(column.starts, clock))
    for (let from = clock; from < end; ) {
      while (column !== undefined && (column.ends[index] ?? end) <= from) index++
      const start = column?.starts[index] ?? end
      const isKnown = start <= from
      const to = Math.min(end, isKnown ? (column?.ends[index] as number) : start)
      yield { client, clock: from, length: to - from, value: isKnown ? column?.values[index] : undefined }
      from = to
    }
  }

  /** The same, all of them at once: what was typed key by key has as many parts as characters. */
  visit({ client, clock, length }: IdRange, see: (clock: number, length: number, value: V | undefined) => void): void {
    const end = clock + length
    const column = this.columns.get(client)
    if (column === undefined) {
      if (clock < end) see(clock, length, undefined)
      return
    }
    const { starts, ends, values } = column
    let index = Math.max(0, lastAtOrBefore(starts, clock))
    for (let from = clock; from < end; ) {
      while ((ends[index] ?? end) <= from) index++
      const start = starts[index] ?? end
      const isKnown = start <= from
      const to = Math.min(end, isKnown ? (ends[index] as number) : start)
      see(from, to - from, isKnown ? values[index] : undefined)
      from = to
    }
  }

  /** All ranges of one client after the other. */
  *entries(): Generator<IdRange & { value: V }> {
    for (const [client, { starts, ends, values }] of this.columns) {
      for (const [index, clock] of starts.entries()) {
        yield { client, clock, length: (ends[index] as number) - clock, value: values[index] as V }
      }
    }
  }

  /** Ranges with a value above one and not above another, where values rise with the clocks of each client. */
  *rising(this: Ranges<number>, after: number, upTo: number): Generator<IdRange & { value: number }> {
    for (const [client, { starts, ends, values }] of this.columns) {
      for (
        let index = lastAtOrBefore(values, after) + 1;
        (values[index] ?? Number.POSITIVE_INFINITY) <= upTo;
        index++
      ) {
        const clock = starts[index] as number
        yield { client, clock, length: (ends[index] as number) - clock, value: values[index] as number }
      }
    }
  }

  /** The range that holds an id, whole. */
  around(client: number, clock: number): (IdRange & { value: V }) | null {
    const column = this.columns.get(client)
    const index = column === undefined ? -1 : lastAtOrBefore(column.starts, clock)
    const end = column?.ends[index] ?? 0
    if (column === undefined || index < 0 || clock >= end) return null
    const start = column.starts[index] as number
    return { client, clock: start, length: end - start, value: column.values[index] as V }
  }

  private addColumn(client: number): Column<V> {
    const column: Column<V> = { starts: [], ends: [], values: [] }
    this.columns.set(client, column)
    return column
  }

  private insert(column: Column<V>, index: number, start: number, end: number, value: V): void {
    const { starts, ends, values } = column
    const joinsLeft = this.mayJoin && ends[index - 1] === start && values[index - 1] === value
    const joinsRight = this.mayJoin && starts[index] === end && values[index] === value
    if (joinsLeft && joinsRight) {
      ends[index - 1] = ends[index] as number
      for (const list of [starts, ends, values]) list.splice(index, 1)
    } else if (joinsLeft) ends[index - 1] = end
    else if (joinsRight) starts[index] = start
    else {
      starts.splice(index, 0, start)
      ends.splice(index, 0, end)
      values.splice(index, 0, value)
    }
  }
}

/** The index of the last entry that is not above `value`; -1 if there is none. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
