import { shallowRef } from 'vue'

export interface LiveListSource<T> {
  /** Without `items` the list stays as it was. */
  readAll(): Promise<{ items: readonly T[] | undefined; error: unknown }>
  /** Null where it is gone or not for this person; undefined where there was no answer. */
  readOne(id: string): Promise<T | null | undefined>
  /** An item as it was before and as it is now; null where it was not known. */
  changed?(before: T | null, now: T): void
}

/** A list read whole and then kept up to date one by one. Of the answers that came, the one asked for last counts. */
export function useLiveList<T extends { id: string }>({ readAll, readOne, changed }: LiveListSource<T>) {
  const items = shallowRef<readonly T[]>([])
  const isLoaded = shallowRef(false)
  const error = shallowRef<unknown>()
  /** Counts what is asked for. */
  let asks = 0
  /** Which of them the list is the answer to, and single items, also those that are gone. */
  let listFrom = 0
  const itemsFrom = new Map<string, number>()

  async function load(): Promise<void> {
    const ask = ++asks
    const answer = await readAll()
    if (ask < listFrom) return
    error.value = answer.error
    if (answer.items === undefined) return
    items.value = withNewer(answer.items, ask)
    listFrom = ask
    isLoaded.value = true
  }

  /** In the order of the answer, with what was asked for later as it is by now. */
  function withNewer(answer: readonly T[], ask: number): readonly T[] {
    const newer = new Map(items.value.filter(({ id }) => isNewer(id, ask)).map((item) => [item.id, item]))
    const known = answer.flatMap((item) => (isNewer(item.id, ask) ? (newer.get(item.id) ?? []) : item))
    const ids = new Set(known.map(({ id }) => id))
    return [...known, ...[...newer.values()].filter(({ id }) => !ids.has(id))]
  }

  function isNewer(id: string, ask: number): boolean {
    return (itemsFrom.get(id) ?? 0) > ask
  }

  async function reread(id: string): Promise<void> {
    const ask = ++asks
    const now = await readOne(id)
    if (now === undefined || ask < listFrom || isNewer(id, ask)) return
    if (now) changed?.(items.value.find((item) => item.id === id) ?? null, now)
    put(id, now, ask)
  }

  /** What the server answered when this page changed it itself. */
  function take(id: string, now: T | null): void {
    put(id, now, ++asks)
  }

  function put(id: string, now: T | null, ask: number): void {
    itemsFrom.set(id, ask)
    const isKnown = items.value.some((item) => item.id === id)
    if (now === null) items.value = items.value.filter((item) => item.id !== id)
    else if (isKnown) items.value = items.value.map((item) => (item.id === id ? now : item))
    else items.value = [...items.value, now]
  }

  return { items, isLoaded, error, load, reread, take }
}
