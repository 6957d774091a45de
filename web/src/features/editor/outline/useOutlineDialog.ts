import { ref } from 'vue'
import type { OutlineEntry } from './outline.ts'

/** The outline of a narrow window. A closing dialog gives the focus back to its button; only then can it go to the text. */
export function useOutlineDialog(jump: (entry: OutlineEntry) => void) {
  const isOutlineOpen = ref(false)
  let chosen: OutlineEntry | null = null

  function chooseEntry(entry: OutlineEntry): void {
    chosen = entry
    isOutlineOpen.value = false
  }

  function goToChosen(event: Event): void {
    if (!chosen) return
    event.preventDefault()
    jump(chosen)
    chosen = null
  }

  return { isOutlineOpen, chooseEntry, goToChosen }
}
