import { onBeforeUnmount, onMounted } from 'vue'
import { isModKey } from './shortcuts.ts'

export interface EditorKeys {
  /** Whether the page finds by itself; otherwise the browser does. */
  mayFind(): boolean
  find(): void
  /** The next or the previous match. */
  step(by: 1 | -1): void
  help(): void
  toolbar(): void
  /** A remark about what is selected. */
  comment(): void
  /** Who wrote what is selected. */
  whoWrote(): void
  /** The next or the previous conversation. */
  thread(by: 1 | -1): void
}

/** Keys that work on the whole page of a document, wherever the focus is. */
export function useEditorKeys(keys: EditorKeys): void {
  function run(event: KeyboardEvent): (() => void) | null {
    if (isModKey(event, 'f')) return keys.mayFind() ? keys.find : null
    if (isModKey(event, '/')) return keys.help
    if (isModKey(event, 'm', true)) return keys.comment
    if (event.altKey && event.key === 'PageDown') return () => keys.thread(1)
    if (event.altKey && event.key === 'PageUp') return () => keys.thread(-1)
    if (event.key === 'F1' && event.shiftKey) return keys.whoWrote
    if (event.key === 'F3') return keys.mayFind() ? () => keys.step(event.shiftKey ? -1 : 1) : null
    if (event.key === 'F10' && event.altKey) return keys.toolbar
    return null
  }

  function onKeydown(event: KeyboardEvent): void {
    const isInDialog = event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"]')
    const action = isInDialog ? null : run(event)
    if (!action) return
    event.preventDefault()
    action()
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
