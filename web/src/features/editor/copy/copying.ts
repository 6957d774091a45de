import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
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

interface Range {
  from: number
  to: number
}

/** Hands a range over in all flavours. `keepsStruck`: nothing else keeps the words that a proposal strikes. */
function putCopied(
  doc: Node,
  { from, to }: Range,
  data: DataTransfer,
  { documentId, labelOf }: CopyingOptions,
  keepsStruck = false,
): void {
  const copied = copiedBetween(doc, from, to, { labelOf, keepsStruck })
  data.setData('text/plain', toText(copied))
  data.setData('text/html', toHtml(copied))
  data.setData(OWN_FORMAT, writeOwn(documentId, withMarks(copied), countProposals(doc, from, to)))
}

export function copy(view: EditorView, event: ClipboardEvent, options: CopyingOptions, keepsStruck = false): boolean {
  const { doc, selection } = view.state
  const range = (view.editable ? null : shownRange(view)) ?? selection
  if (range.from === range.to || !event.clipboardData) return false
  event.preventDefault()
  putCopied(doc, range, event.clipboardData, options, keepsStruck)
  return true
}

/** What is dragged to another page is what would be copied; the editor has put its own, unnumbered text there by then. */
export function handOverDragged(view: EditorView, options: CopyingOptions): PluginView {
  const put = ({ dataTransfer }: DragEvent) => {
    const { doc, selection } = view.state
    if (dataTransfer && view.dragging && !selection.empty) putCopied(doc, selection, dataTransfer, options)
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
        props: { handleDOMEvents: { copy: (view, event) => copy(view, event, options), keydown: selectRead } },
        view: (view) => handOverDragged(view, options),
      }),
    ]
  },
})

/** Ctrl+A in a text that is only read, where the browser would select the whole page. */
export function selectRead(view: EditorView, event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event
  if (view.editable || key.toLowerCase() !== 'a' || !(ctrlKey || metaKey) || shiftKey || altKey) return false
  event.preventDefault()
  view.dom.ownerDocument.getSelection()?.selectAllChildren(view.dom)
  return true
}

/** What the browser shows as selected of a text that is only read: the editor takes in no selection that ends outside. */
function shownRange(view: EditorView): Range | null {
  const selection = view.dom.ownerDocument.getSelection()
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null
  if (!range || range.collapsed || !range.intersectsNode(view.dom)) return null
  const at = (node: globalThis.Node, offset: number, outside: number) =>
    view.dom.contains(node) ? view.posAtDOM(node, offset) : outside
  const from = at(range.startContainer, range.startOffset, 0)
  const to = at(range.endContainer, range.endOffset, view.state.doc.content.size)
  return from < to ? { from, to } : null
}
