import type { EditorView } from '@tiptap/pm/view'

/**
 * Brings the caret that the page shows into the editor's state. Browsers move it at once but say so, by `selectionchange`,
 * only with the next frame; until then ProseMirror acts at the caret of before, and every redraw puts that one back. It
 * reads the selection whenever it hears that event, so it is told now. A word under composition is left to itself.
 */
export function readDomSelection(view: EditorView): void {
  if (!view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}
