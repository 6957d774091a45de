import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from 'vue-router'

const TYPING_PAUSE_MS = 250

/** A filter as it is being chosen, and as it is applied once typing pauses; the applied one is in the address. */
export function useAppliedFilter<Filter extends { search: string }>(
  fromQuery: (query: LocationQuery) => Filter,
  toQuery: (filter: Filter) => LocationQueryRaw,
): { chosen: Ref<Filter>; applied: Ref<Filter> } {
  const route = useRoute()
  const router = useRouter()
  const chosen = ref(fromQuery(route.query)) as Ref<Filter>
  const applied = ref({ ...chosen.value }) as Ref<Filter>
  let timer: ReturnType<typeof setTimeout> | undefined

  function apply(): void {
    applied.value = { ...chosen.value }
    void router.replace({ query: toQuery(chosen.value) })
  }

  watch(
    chosen,
    (next) => {
      clearTimeout(timer)
      if (next.search === applied.value.search) apply()
      else timer = setTimeout(apply, TYPING_PAUSE_MS)
    },
    { deep: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { chosen, applied }
}
