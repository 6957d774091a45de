import { type Ref, watch } from 'vue'

/**
 * Gives the focus back where a dialog was opened from. An entry of a menu is gone by then, and the focus would be lost:
 * its place is the menu's button.
 */
export function useFocusReturn(open: Readonly<Ref<boolean>>) {
  let opener: HTMLElement | null = null

  watch(open, (isOpen) => {
    if (isOpen) opener = menuButton() ?? focused()
  })

  /** For `close-auto-focus`. */
  return function giveBack(event: Event): void {
    if (event.defaultPrevented || !opener?.isConnected) return
    event.preventDefault()
    opener.focus()
  }
}

function focused(): HTMLElement | null {
  const { activeElement } = document
  return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null
}

function menuButton(): HTMLElement | null {
  const menu = document.activeElement?.closest('[role="menu"]')
  return document.getElementById(menu?.getAttribute('aria-labelledby') ?? '')
}
