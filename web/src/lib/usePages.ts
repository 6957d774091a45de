import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { isRightsEnded } from './refusal.ts'
import { keepPages, recallPages } from './shown-pages.ts'

export interface Page<T> {
  items: readonly T[]
  endCursor: string | null
  hasNextPage: boolean
}

type Work = 'first' | 'again' | 'more'

/**
 * A list, page after page; `refresh` reads again as many pages as are shown. Late answers to what was asked before are
 * dropped; a page more that is asked for while something else is being read is read together with that. News that comes
 * meanwhile waits for the answer, which is shown: where news is quicker than answers, nothing would ever be. Where reading
 * fails, what was read before stays, for as long as it is for this person to read.
 * @param name of the list on its page: it begins with as many pages as were shown when it was left
 */
export function usePages<T, P extends Page<T>>(read: (after: string | null) => Promise<P>, name?: string) {
  const pages = shallowRef<P[]>([])
  const busy = ref<Work | null>('first')
  const error = shallowRef<unknown>()
  let round = 0
  /** So many pages there will be when what is under way is over. */
  let awaited = 1
  let first = name === undefined ? 1 : recallPages(name)
  let underWay = Promise.resolve()
  /** News came while something was being read, which may be from before it: to be read again after it. */
  let again: Promise<void> | null = null
  let isLeft = false
  if (name !== undefined) onScopeDispose(() => (isLeft = true))

  async function readUpTo(count: number): Promise<P[]> {
    const found = [await read(null)]
    for (let last = found[0]; found.length < count && last?.hasNextPage; last = found.at(-1)) {
      found.push(await read(last.endCursor))
    }
    return found
  }

  function run(kind: Work, count: number, load?: () => Promise<P[]>): Promise<void> {
    underWay = show(kind, count, load)
    return underWay
  }

  async function show(kind: Work, count: number, load = () => readUpTo(count)): Promise<void> {
    round += 1
    const mine = round
    again = null
    busy.value = kind
    awaited = count
    try {
      const found = await load()
      if (mine !== round) return
      pages.value = found
      error.value = undefined
      // By then the entry of the browser's history may be another page's.
      if (name !== undefined && !isLeft) keepPages(name, found.length)
    } catch (cause) {
      if (mine !== round) return
      error.value = cause
      if (isRightsEnded(cause)) pages.value = []
    } finally {
      if (mine === round) busy.value = null
    }
  }

  function refresh(): Promise<void> {
    if (busy.value === null) return run('again', Math.max(1, pages.value.length))
    again ??= underWay.then(() => (busy.value === null ? refresh() : underWay))
    return again
  }

  /** What is under way may be lost with the connection: begins anew. */
  function renew(): Promise<void> {
    return run(busy.value ?? 'again', busy.value === null ? Math.max(1, pages.value.length) : awaited)
  }

  function restart(): Promise<void> {
    const count = first
    first = 1
    return run('first', count)
  }

  /** Nothing is under way: a page more is all that there is to read. */
  function append(): Promise<P[]> {
    return read(pages.value.at(-1)?.endCursor ?? null).then((page) => [...pages.value, page])
  }

  return {
    items: computed(() => pages.value.flatMap(({ items }) => items as P['items'][number][])),
    last: computed(() => pages.value.at(-1)),
    hasMore: computed(() => pages.value.at(-1)?.hasNextPage ?? false),
    isLoaded: computed(() => pages.value.length > 0),
    busy,
    error,
    restart,
    refresh,
    renew,
    more: () =>
      busy.value === null
        ? run('more', pages.value.length + 1, append)
        : run(busy.value === 'first' ? 'first' : 'more', awaited + 1),
  }
}
