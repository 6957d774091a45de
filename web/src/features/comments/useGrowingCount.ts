import { ref, watch } from 'vue'
import { useNextFrame } from '../editor/useNextFrame.ts'

const STEP = 60

/** How many of a long list are drawn: more with every frame, so that the page answers in between. */
export function useGrowingCount(total: () => number) {
  const count = ref(STEP)
  const grow = useNextFrame(() => {
    if (count.value >= total()) return
    count.value += STEP
    grow()
  })
  watch(total, grow, { immediate: true })
  return count
}
