import type { Editor } from '@tiptap/core'
import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import { useNextFrame } from '../editor/useNextFrame.ts'

interface Options {
  editor(): Editor | null
  /** The element that what is shown is placed in. */
  place(): HTMLElement | null
  isWanted(): boolean
  /** About as wide as what is shown there, in pixels: it must not stick out to the right. */
  room(): number
}

const GAP_PX = 8

/** Just below the end of the selection, in pixels of the place; null while it is not to be seen. */
export function useSelectionSpot({ editor, place, isWanted, room }: Options) {
  const spot = shallowRef<{ top: number; left: number } | null>(null)

  const measure = useNextFrame(() => {
    const current = editor()
    const origin = place()?.getBoundingClientRect()
    if (!current || current.isDestroyed || !origin || !isWanted() || !isLooking(current)) {
      spot.value = null
      return
    }
    const { bottom, left } = current.view.coordsAtPos(current.state.selection.to, -1)
    spot.value = {
      top: Math.round(bottom - origin.top + GAP_PX),
      left: Math.round(Math.max(0, Math.min(left - origin.left, origin.width - room()))),
    }
  })

  watch(
    editor,
    (next, before) => {
      for (const event of ['transaction', 'focus', 'blur'] as const) {
        before?.off(event, measure)
        next?.on(event, measure)
      }
    },
    { immediate: true },
  )
  watch([place, isWanted], measure)
  onMounted(() => {
    window.addEventListener('resize', measure)
    document.addEventListener('focusin', measure)
  })
  onBeforeUnmount(() => {
    for (const event of ['transaction', 'focus', 'blur'] as const) editor()?.off(event, measure)
    window.removeEventListener('resize', measure)
    document.removeEventListener('focusin', measure)
  })
  return spot
}

/** Whoever is busy elsewhere on the page needs no button in the text. A touch selects without focus. */
function isLooking({ view }: Editor): boolean {
  const { activeElement } = document
  return (
    activeElement === document.body ||
    view.dom.contains(activeElement) ||
    activeElement?.matches('#tresc, .selection-button *') === true
  )
}
