import { computed, ref, shallowRef } from 'vue'
import { useTakenRow } from '../../../lib/focus-lost.ts'

interface Options<T> {
  /** In the order in which they stand on the page. */
  rows: () => readonly T[]
  keyOf(row: T): string
  /** Of the element that each of them stands in. */
  selector: string
  discard(row: T): void
  /** Where one goes on when none is left. */
  otherwise(): HTMLElement | null
}

/** Asks before words go for good; whoever did it by keyboard goes on where they stood. */
export function useDiscarding<T>({ rows, keyOf, selector, discard, otherwise }: Options<T>) {
  const doomed = shallowRef<T | null>(null)
  const isAsking = computed({
    get: () => doomed.value !== null,
    set: (open) => {
      if (!open) doomed.value = null
    },
  })
  /** Where those words stood that went last. */
  const gap = ref<number | null>(null)
  const goOn = useTakenRow(rows, findNext)

  function ask(row: T): void {
    doomed.value = row
  }

  function confirm(): void {
    const going = doomed.value
    doomed.value = null
    if (going === null) return
    gap.value = rows().findIndex((row) => keyOf(row) === keyOf(going))
    discard(going)
  }

  /** The row may be gone before its question is, and after it. */
  function goOnAfter(): void {
    if (gap.value !== null) goOn()
  }

  /** What comes after the row that is gone, or else before it. */
  function findNext(): HTMLElement | null {
    const all = document.querySelectorAll(selector)
    const next = all[Math.min(gap.value ?? 0, all.length - 1)]?.querySelector('button')
    gap.value = null
    return next ?? otherwise()
  }

  return { isAsking, ask, confirm, goOnAfter }
}
