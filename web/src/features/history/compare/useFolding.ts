import { computed, type Ref, ref, watch } from 'vue'
import { focusIfLost } from '../../../lib/focus-lost.ts'
import type { ShownComparison } from './changes.ts'
import { foldUnchanged } from './stretches.ts'

/**
 * What is shown of a long text: what changed, with a little around it.
 * @param root where units carry their places in the difference as `data-unit`
 */
export function useFolding(shown: Ref<ShownComparison>, root: Ref<HTMLElement | null>) {
  const unfolded = ref(new Set<number>())
  const isWhole = ref(false)
  watch(
    () => shown.value.difference,
    () => {
      unfolded.value = new Set()
    },
  )
  const changed = computed(() => {
    const { difference, changes } = shown.value
    const units = new Set(changes.map(({ unit }) => unit))
    return difference.units.map((unit, index) => units.has(index) || unit.renumbered)
  })
  const stretches = computed(() =>
    isWhole.value ? changed.value.map((_, unit) => ({ unit })) : foldUnchanged(changed.value, unfolded.value),
  )
  const isChanged = (unit: number): boolean => changed.value[unit] ?? false
  const unfold = (from: number): void => {
    unfolded.value = new Set([...unfolded.value, from])
    void focusIfLost(() => root.value?.querySelector<HTMLElement>(`[data-unit="${from}"]`))
  }
  return { stretches, isWhole, isChanged, unfold }
}
