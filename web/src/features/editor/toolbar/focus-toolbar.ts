/** Puts the focus on the button that was used last, or on the first one. */
export function focusToolbar(): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('[role="toolbar"] button')]
  const used = buttons.find((button) => button.tabIndex === 0)
  ;(used ?? buttons[0])?.focus()
}
