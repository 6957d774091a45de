import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { onBeforeUnmount, onMounted, type ShallowRef, shallowRef, watch } from 'vue'
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

  const refresh = useAfterPaint(() => {
    if (!editor.value || editor.value.isDestroyed) return
    const { state, storage } = editor.value
    const next = selectionState(state, possibleIn(editor.value), storage.proposing.isOn)
    if (!sameSelection(selection.value, next)) selection.value = next
    const entries = entriesOf(state.doc)
    // Positions move with every letter; only what is shown makes the list draw itself again.
    if (!sameOutline(outline.value, entries)) outline.value = entries
    current.value = currentEntry(entries, state.selection.from)
  })

  /** While somebody reads on without moving the caret, the place is what stands at the top of the window. */
  const followScroll = useNextFrame(() => {
    const view = editor.value?.view
    if (!view || outline.value.length === 0) return
    const { left, width } = view.dom.getBoundingClientRect()
    const place = view.posAtCoords({ left: left + width / 2, top: READING_LINE_PX })
    if (place) current.value = currentEntry(entriesOf(view.state.doc), place.pos)
  })
  onMounted(() => window.addEventListener('scroll', followScroll, { passive: true }))
  onBeforeUnmount(() => window.removeEventListener('scroll', followScroll))

  watch(editor, (next, before) => {
    before?.off('transaction', refresh)
    next?.on('transaction', refresh)
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
