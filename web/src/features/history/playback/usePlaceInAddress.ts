import { onScopeDispose, type Ref, ref, shallowReadonly, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The address follows once somebody has come to rest. */
const SETTLE_MS = 400

function placeIn(query: unknown): number | null {
  return typeof query === 'string' && /^\d{1,9}$/.test(query) ? Number(query) : null
}

/** The place in the log that the address names, where the page is opened or somebody goes back. */
export function usePlaceInAddress() {
  const route = useRoute()
  const router = useRouter()
  const named = ref(placeIn(route.query.miejsce))

  /** From now on the address names the place that is looked at. */
  function follow(place: Ref<number | null>, isPlaying: Readonly<Ref<boolean>>): void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let written: number | null = null
    watch([place, isPlaying], () => {
      clearTimeout(timer)
      if (place.value === null || isPlaying.value) return
      timer = setTimeout(() => {
        written = place.value
        void router.replace({ query: { miejsce: String(written) } })
      }, SETTLE_MS)
    })
    watch(
      () => route.query.miejsce,
      (miejsce) => {
        // Written here a moment ago; whoever went on meanwhile must not be brought back.
        if (placeIn(miejsce) !== written) named.value = placeIn(miejsce)
      },
    )
    onScopeDispose(() => clearTimeout(timer))
  }

  /** To a place that may lie within a step. */
  function nameIt(seq: number): void {
    named.value = seq
  }

  return { named: shallowReadonly(named), nameIt, follow }
}
