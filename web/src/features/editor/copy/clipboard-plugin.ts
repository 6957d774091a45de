import type { Slice } from '@tiptap/pm/model'
import { Plugin, Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { deleteSelected } from '../extensions/delete-selected.ts'
import { insertNodes } from '../paste/insert.ts'
import { MAX_PASTED_CHARACTERS, type PasteRefusal, refusalOf } from '../paste/limits.ts'
import { allowedHref, showsAddress } from '../paste/links.ts'
import { type Dropped, nothingDropped } from '../paste/pasted.ts'
import { placeIn, placeWithoutSelection } from '../paste/place.ts'
import { blocksBefore, countRenumbered } from '../paste/renumbered.ts'
import { unmarkedSlice } from '../proposing/unmarked.ts'
import { carry } from './carry.ts'
import { countProposals } from './copied.ts'
import { type CopyingOptions, copy, handOverDragged, selectRead } from './copying.ts'
import { readData } from './read-data.ts'

export type PasteReport = { type: 'dropped'; dropped: Dropped } | { type: 'refused'; reason: PasteRefusal }

export interface ClipboardOptions extends CopyingOptions {
  onPaste(report: PasteReport): void
  /** Makes everything that `change` does one step for undo. */
  asOneEdit(change: () => void): void
  /** Is what is written here proposed? */
  isProposing(): boolean
}

/** Copy, cut, paste and drop in the document's own terms; the editor's generic ones are never asked. */
export function clipboardPlugin(options: ClipboardOptions): Plugin {
  let isPlainDue = false
  let draggedProposals = 0
  const awaitPaste = (_view: EditorView, event: Event) => {
    isPlainDue = event instanceof KeyboardEvent && asksForPlain(event)
    return false
  }
  const takeUp = (slice: Slice, view: EditorView): Slice => {
    const { doc, selection } = view.state
    draggedProposals = countProposals(doc, selection.from, selection.to)
    return unmarkedSlice(slice)
  }
  return new Plugin({
    view: (view) => handOverDragged(view, options),
    props: {
      handleDOMEvents: {
        keydown: (view, event) => awaitPaste(view, event) || selectRead(view, event),
        blur: awaitPaste,
        contextmenu: awaitPaste,
        copy: (view, event) => copy(view, event, options),
        cut: (view, event) => cut(view, event, options),
        paste: (view, event) => {
          const isPlain = isPlainDue
          isPlainDue = false
          return paste(view, event, options, isPlain)
        },
      },
      // Only dragging copies by the editor's own means; what is dragged and dropped here is moved, and loses no word.
      transformCopied: takeUp,
      // Others may have written in it since it was taken up: it is dropped as it is by now, for all of that is deleted.
      transformPasted: (slice, view) =>
        isDraggingSelection(view) ? takeUp(view.state.selection.content(), view) : slice,
      handleDrop: (view, event, _slice, isMoved) => {
        if (!view.dragging) return drop(view, event, options)
        report(view.editable ? { ...nothingDropped(), proposals: draggedProposals } : nothingDropped(), options)
        return view.editable && carry(view, event, options, isMoved)
      },
    },
  })
}

function isDraggingSelection({ dragging }: EditorView): boolean {
  return dragging !== null && !('node' in dragging && dragging.node)
}

/** Ctrl+Shift+V. Shift+Insert is an ordinary paste; and Shift may be let go where no key is heard of here. */
function asksForPlain({ key, code, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey && (ctrlKey || metaKey) && (key.toLowerCase() === 'v' || code === 'KeyV')
}

/** Where changes are proposed, the struck words stay in the text. */
function cut(view: EditorView, event: ClipboardEvent, options: ClipboardOptions): boolean {
  if (!view.editable || !copy(view, event, options, !options.isProposing())) return false
  const { tr } = view.state
  deleteSelected(tr)
  view.dispatch(tr.scrollIntoView().setMeta('uiEvent', 'cut'))
  return true
}

function paste(view: EditorView, event: ClipboardEvent, options: ClipboardOptions, isPlain: boolean): boolean {
  if (!view.editable || !event.clipboardData) return false
  event.preventDefault()
  putIn(view, event.clipboardData, options, isPlain)
  return true
}

/** What comes from elsewhere: text dragged inside the editor is moved by the editor itself, and keeps its ids and remarks. */
function drop(view: EditorView, event: DragEvent, options: ClipboardOptions): boolean {
  if (!event.dataTransfer || !view.editable) return false
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (!place) return false
  event.preventDefault()
  view.focus()
  view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(place.pos))))
  putIn(view, event.dataTransfer, options, false)
  return true
}

/** Puts in what came as text alone, by whatever way, as a paste does. */
export function putText(view: EditorView, text: string, options: ClipboardOptions): void {
  const data = new DataTransfer()
  data.setData('text/plain', text)
  putIn(view, data, options, false)
}

function putIn(view: EditorView, data: DataTransfer, options: ClipboardOptions, isPlain: boolean): void {
  const text = data.getData('text/plain')
  if (!isPlain && linkSelection(view, text)) return
  if (text.length > MAX_PASTED_CHARACTERS) {
    options.onPaste({ type: 'refused', reason: 'pasteTooLarge' })
    return
  }
  const { nodes, dropped } = readData(data, options.documentId, isPlain, placeIn(view.state))
  const isNumbered = dropped.unitNumbers > 0
  const renumbered = isNumbered ? countRenumbered(nodes, blocksBefore(placeWithoutSelection(view.state))) : 0
  const reason = refusalOf(nodes, view.state.doc)
  if (reason) {
    options.onPaste({ type: 'refused', reason })
    return
  }
  if (nodes.length > 0) options.asOneEdit(() => insertNodes(view, nodes))
  report({ ...dropped, renumbered }, options)
}

function report(dropped: Dropped, options: ClipboardOptions): void {
  // Where changes are proposed, what is pasted is a proposal again.
  const told = options.isProposing() ? { ...dropped, proposals: 0 } : dropped
  if (Object.values(told).some((count) => count > 0)) options.onPaste({ type: 'dropped', dropped: told })
}

/** An address pasted over selected words becomes their link; over another address it takes its place. */
function linkSelection(view: EditorView, text: string): boolean {
  const { doc, selection } = view.state
  const { empty, $from, $to } = selection
  const href = /^\S+$/.test(text.trim()) ? allowedHref(text) : null
  if (empty || !href || !(selection instanceof TextSelection) || !$from.sameParent($to)) return false
  if (showsAddress(doc.textBetween($from.pos, $to.pos, undefined, '\n'))) return false
  const mark = view.state.schema.marks.link!.create({ href })
  view.dispatch(view.state.tr.addMark($from.pos, $to.pos, mark))
  return true
}
