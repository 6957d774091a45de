/** The field of a note that is being written, and the button that begins one; both hold the id of the unit. */
export const NOTE_FIELD = 'data-note-of'
export const NOTE_BUTTON = 'data-add-note'

export function placeFor(attribute: string, unitId: string): HTMLElement | null {
  return document.querySelector(`[${attribute}="${CSS.escape(unitId)}"]`)
}
