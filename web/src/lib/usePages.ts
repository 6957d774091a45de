import { computed, ref, shallowRef } from 'vue'

export interface Page<T> {
  items: readonly T[]
  endCursor: string | null
  hasNextPage: boolean
}

/**
 * A list, page after page; `refresh` reads again as many pages as are shown. Late answers to what was asked before are
 * dropped.
 */
export function usePages<T, P extends Page<T>>(read: (after: string | null) => Promise<P>) {
  const pages = shallowRef<P[]>([])
  const busy = ref<'first' | 'again' | 'more' | null>('first')
  const error = shallowRef<unknown>()
  let round = 0

  async function readUpTo(count: number): Promise<P[]> {
    const found = [await read(null)]
    for (let last = found[0]; found.length < count && last?.hasNextPage; last = found.at(-1)) {
      found.push(await read(last.endCursor))
    }
    return found
  }

  async function run(kind: 'first' | 'again' | 'more', load: () => Promise<P[]>): Promise<void> {
    round += 1
    const mine = round
    busy.value = kind
    try {
      const found = await load()
      if (mine !== round) return
      pages.value = found
      error.value = undefined
    } catch (cause) {
      if (mine === round) error.value = cause
    } finally {
      if (mine === round) busy.value = null
    }
  }

  return {
    items: computed(() => pages.value.flatMap(({ items }) => items as P['items'][number][])),
    last: computed(() => pages.value.at(-1)),
    hasMore: computed(() => pages.value.at(-1)?.hasNextPage ?? false),
    isLoaded: computed(() => pages.value.length > 0),
    busy,
    error,
    restart: () => run('first', () => readUpTo(1)),
    refresh: () => run('again', () => readUpTo(Math.max(1, pages.value.length))),
    more: () => run('more', async () => [...pages.value, await read(pages.value.at(-1)?.endCursor ?? null)]),
  }
}
