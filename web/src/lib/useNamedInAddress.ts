import { computed, nextTick, type Ref, watch } from 'vue'
import { useRoute } from 'vue-router'

/**
 * Opens what the address names, once it can be: and once only, for the address stays while the person goes on elsewhere,
 * and a text that is loaded anew is ready a second time.
 */
export function useNamedInAddress(name: string, isReady: Readonly<Ref<boolean>>, open: (id: string) => void): void {
  const route = useRoute()
  const wanted = computed(() => {
    const id = route.query[name]
    return typeof id === 'string' && id !== '' ? id : null
  })
  let opened: string | null = null

  watch(
    [isReady, wanted],
    ([ready, id]) => {
      if (id === null) opened = null
      if (!ready || id === null || id === opened) return
      opened = id
      void nextTick(() => open(id))
    },
    { immediate: true },
  )
}
