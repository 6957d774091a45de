/** To the first field of a form that something is wrong with, and into sight together with the words that say what. */
export function focusAtFault(form: HTMLFormElement): void {
  const field = [...form.elements].find((element) => element.getAttribute('aria-invalid') === 'true')
  if (!(field instanceof HTMLElement) || !isStillAt(form)) return
  field.focus()
  field.closest('[data-field]')?.scrollIntoView({ block: 'nearest' })
}

/** An answer may come when the person is elsewhere. A button of the form may stand outside of it. */
function isStillAt(form: HTMLFormElement): boolean {
  const { activeElement } = document
  if (activeElement === null || activeElement.contains(form) || form.contains(activeElement)) return true
  return activeElement instanceof HTMLButtonElement && activeElement.form === form
}
