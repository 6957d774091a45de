import { shallowRef } from 'vue'

export interface LiveListSource<T> {
  /** Without `items` the list stays as it was. */
  readAll(): Promise<{ items: readonly T[] | undefined; error: unknown }>
  /** Null where it is gone or not for this person; undefined where there was no answer. */
  readOne(id: string): Promise<T | null | undefined>
  /** An item as it was before and as it is now; null where it was not known. */
  changed?(before: T | null, now: T): void
}

/** A list read whole and then kept up to date one by one. Of several answers the one asked for last counts. */
export function useLiveList<T extends { id: string }>({ readAll, readOne, changed }: LiveListSource<T>) {
  const items = shallowRef<readonly T[]>([])
  const isLoaded = shallowRef(false)
  const error = shallowRef<unknown>()
  /** How often each item was asked for, and the list. */
  const rounds = new Map<string, number>()
  let lists = 0

  async function load(): Promise<void> {
    lists += 1
    const mine = lists
    const before = new Map(rounds)
    const isNewer = ({ id }: T): boolean => rounds.get(id) !== before.get(id)
    const answer = await readAll()
    if (mine !== lists) return
    error.value = answer.error
    if (answer.items === undefined) return
    items.value = [...answer.items.filter((item) => !isNewer(item)), ...items.value.filter(isNewer)]
    isLoaded.value = true
  }

  async function reread(id: string): Promise<void> {
    const round = nextRound(id)
    const now = await readOne(id)
    if (rounds.get(id) !== round || now === undefined) return
    const before = items.value.find((item) => item.id === id) ?? null
    if (now) changed?.(before, now)
    put(id, now)
  }

  /** What the server answered when this page changed it itself. */
  function take(id: string, now: T | null): void {
    nextRound(id)
    put(id, now)
  }

  function nextRound(id: string): number {
    const round = (rounds.get(id) ?? 0) + 1
    rounds.set(id, round)
    return round
  }

  function put(id: string, now: T | null): void {
    const isKnown = items.value.some((item) => item.id === id)
    if (now === null) items.value = items.value.filter((item) => item.id !== id)
    else if (isKnown) items.value = items.value.map((item) => (item.id === id ? now : item))
    else items.value = [...items.value, now]
  }

  return { items, isLoaded, error, load, reread, take }
}
