import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from 'vue-router'

const TYPING_PAUSE_MS = 250

/**
 * A filter as it is being chosen, and as it is applied once typing pauses; the applied one is in the address, and an
 * address that somebody goes to is applied.
 */
export function useAppliedFilter<Filter extends { search: string }>(
  fromQuery: (query: LocationQuery) => Filter,
  toQuery: (filter: Filter) => LocationQueryRaw,
): { chosen: Ref<Filter>; applied: Ref<Filter> } {
  const route = useRoute()
  const router = useRouter()
  const chosen = ref(fromQuery(route.query)) as Ref<Filter>
  const applied = ref({ ...chosen.value }) as Ref<Filter>
  const { name } = route
  let timer: ReturnType<typeof setTimeout> | undefined

  const isApplied = (filter: Filter) => isSame(toQuery(filter), toQuery(applied.value))

  function apply(): void {
    applied.value = { ...chosen.value }
    void router.replace({ query: toQuery(chosen.value) })
  }

  watch(
    chosen,
    (next) => {
      clearTimeout(timer)
      if (isApplied(next)) return
      if (next.search === applied.value.search) apply()
      else timer = setTimeout(apply, TYPING_PAUSE_MS)
    },
    { deep: true },
  )
  // At once, so that an address of this page's own is compared with what was applied when it was set. On the way to
  // another page the address is that page's.
  watch(
    () => route.query,
    (query) => {
      const filter = fromQuery(query)
      if (route.name !== name || isApplied(filter)) return
      applied.value = filter
      chosen.value = { ...filter }
    },
    { flush: 'sync' },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { chosen, applied }
}

const isSame = (one: LocationQueryRaw, other: LocationQueryRaw) => JSON.stringify(one) === JSON.stringify(other)
