import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { onBeforeUnmount, onMounted, type ShallowRef, shallowRef, watch } from 'vue'
import { bindingKey } from './binding/binding.ts'
import { labelsOf } from './labels.ts'
import { currentEntry, type OutlineEntry, outlineOf, sameOutline } from './outline/outline.ts'
import { NOTHING_SELECTED, type SelectionState, sameSelection, selectionState } from './toolbar/selection-state.ts'
import { useAfterPaint } from './useAfterPaint.ts'
import { useNextFrame } from './useNextFrame.ts'

/** Where the eye is when a passage has just been scrolled to, below the bar. */
const READING_LINE_PX = 160

/** What the page shows about the editor, brought up to date once a frame and only where it differs. */
export function useDocumentView(editor: ShallowRef<Editor | null>) {
  const selection = shallowRef<SelectionState>(NOTHING_SELECTED)
  const outline = shallowRef<OutlineEntry[]>([])
  const current = shallowRef(-1)
  /** Since the caret was moved or written at, nobody has scrolled on. */
  let isAtCaret = true

  const refresh = useAfterPaint(() => {
    if (!editor.value || editor.value.isDestroyed) return
    const { state, storage } = editor.value
    const next = selectionState(state, possibleIn(editor.value), storage.proposing.isOn)
    if (!sameSelection(selection.value, next)) selection.value = next
    const entries = entriesOf(state.doc)
    // Positions move with every letter; only what is shown makes the list draw itself again.
    if (!sameOutline(outline.value, entries)) outline.value = entries
    const place = isAtCaret ? state.selection.from : placeInSight()
    if (place !== null) current.value = currentEntry(entries, place)
  })

  /** What stands at the top of the window. */
  function placeInSight(): number | null {
    const view = editor.value?.view
    if (!view) return null
    const { left, width } = view.dom.getBoundingClientRect()
    return view.posAtCoords({ left: left + width / 2, top: READING_LINE_PX })?.pos ?? null
  }

  /** While somebody reads on without moving the caret, whatever others write meanwhile. */
  const followScroll = useNextFrame(() => {
    if (!editor.value || outline.value.length === 0) return
    isAtCaret = false
    const place = placeInSight()
    if (place !== null) current.value = currentEntry(entriesOf(editor.value.state.doc), place)
  })
  onMounted(() => window.addEventListener('scroll', followScroll, { passive: true }))
  onBeforeUnmount(() => window.removeEventListener('scroll', followScroll))

  function follow({ transaction }: { transaction: Transaction }): void {
    const isOwn = !transaction.getMeta(bindingKey)
    if (isOwn && (transaction.selectionSet || transaction.docChanged)) isAtCaret = true
    refresh()
  }

  watch(editor, (next, before) => {
    before?.off('transaction', follow)
    next?.on('transaction', follow)
    refresh()
  })

  return { selection, outline, current }
}

function entriesOf(doc: Node): OutlineEntry[] {
  return outlineOf(doc, (id) => labelsOf(doc).get(id)?.label ?? '')
}

function possibleIn(editor: Editor) {
  const can = editor.can()
  return {
    canIndent: can.indent(),
    canOutdent: can.outdent(),
    canUndo: can.undo(),
    canRedo: can.redo(),
  }
}
