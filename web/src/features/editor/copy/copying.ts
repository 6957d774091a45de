import { Extension } from '@tiptap/core'
import { Plugin, type PluginView } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { labelsOf } from '../labels.ts'
import { copiedBetween, countProposals, withMarks } from './copied.ts'
import { OWN_FORMAT, writeOwn } from './own-format.ts'
import { toHtml } from './to-html.ts'
import { toText } from './to-text.ts'

export interface CopyingOptions {
  documentId: string
  /** The printed mark of a block: „§ 3. 1.”, „2)”. */
  labelOf(id: string): string
}

/** Hands the selection over in all flavours. `keepsStruck`: nothing else keeps the words that a proposal strikes. */
export function putCopied(
  { state }: EditorView,
  data: DataTransfer,
  { documentId, labelOf }: CopyingOptions,
  keepsStruck = false,
): void {
  const { doc, selection } = state
  const { from, to } = selection
  const copied = copiedBetween(doc, from, to, { labelOf, keepsStruck })
  data.setData('text/plain', toText(copied))
  data.setData('text/html', toHtml(copied))
  data.setData(OWN_FORMAT, writeOwn(documentId, withMarks(copied), countProposals(doc, from, to)))
}

export function copy(view: EditorView, event: ClipboardEvent, options: CopyingOptions, keepsStruck = false): boolean {
  if (view.state.selection.empty || !event.clipboardData) return false
  event.preventDefault()
  putCopied(view, event.clipboardData, options, keepsStruck)
  return true
}

/** What is dragged to another page is what would be copied; the editor has put its own, unnumbered text there by then. */
export function handOverDragged(view: EditorView, options: CopyingOptions): PluginView {
  const put = ({ dataTransfer }: DragEvent) => {
    if (dataTransfer && view.dragging && !view.state.selection.empty) putCopied(view, dataTransfer, options)
  }
  view.dom.addEventListener('dragstart', put)
  return { destroy: () => view.dom.removeEventListener('dragstart', put) }
}

/** For a text that is only read: copied and dragged as in the editor. Its ids and remarks may be of another time. */
export const Copying = Extension.create({
  name: 'copying',
  addProseMirrorPlugins() {
    const { editor } = this
    const options: CopyingOptions = {
      documentId: '',
      labelOf: (id) => labelsOf(editor.state.doc).get(id)?.printed ?? '',
    }
    return [
      new Plugin({
        props: { handleDOMEvents: { copy: (view, event) => copy(view, event, options) } },
        view: (view) => handOverDragged(view, options),
      }),
    ]
  },
})
