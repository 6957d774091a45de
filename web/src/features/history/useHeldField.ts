import { onBeforeUpdate, onUpdated } from 'vue'

interface Held {
  of: string
  start: number
  end: number
}

/**
 * While what is shown changes under somebody's hands, the field they type in keeps the focus and the caret, also where it is
 * another element by then. `attribute` of a field says what it is about.
 */
export function useHeldField(attribute: string): void {
  let held: Held | null = null

  onBeforeUpdate(() => {
    const field = document.activeElement
    const of = field?.getAttribute(attribute)
    const isField = field instanceof HTMLTextAreaElement && typeof of === 'string'
    held = isField ? { of, start: field.selectionStart, end: field.selectionEnd } : null
  })

  onUpdated(() => {
    if (held === null || document.activeElement !== document.body) return
    const field = document.querySelector(`[${attribute}="${CSS.escape(held.of)}"]`)
    if (!(field instanceof HTMLTextAreaElement)) return
    field.focus({ preventScroll: true })
    field.setSelectionRange(held.start, held.end)
  })
}
