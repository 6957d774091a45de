import { computed, type Ref } from 'vue'
import type { Change, ShownComparison } from './changes.ts'

export type NumberedChange = Change & { number: number }

/** The changes of each unit that are gone through, numbered from 0; those of others have no number. */
export function useUnitChanges(shown: Ref<ShownComparison>, numbers: Ref<readonly number[]>) {
  const byUnit = computed(() => {
    const found = new Map<number, NumberedChange[]>()
    numbers.value.forEach((index, number) => {
      const change = shown.value.changes[index]
      if (change === undefined) return
      found.set(change.unit, [...(found.get(change.unit) ?? []), { ...change, number }])
    })
    return found
  })
  const none: NumberedChange[] = []
  return { changesOf: (unit: number): NumberedChange[] => byUnit.value.get(unit) ?? none }
}
