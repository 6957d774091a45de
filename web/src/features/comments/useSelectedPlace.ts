import type { Editor } from '@tiptap/core'
import { fromBase64, toBase64 } from 'lib0/buffer'
import { type ShallowRef, shallowRef, watch } from 'vue'
import { useAfterPaint } from '../editor/useAfterPaint.ts'
import { blockPlaces, referenceOf, type Span } from './anchors.ts'
import type { DraftAim } from './draft.ts'
import { spanOfBlock } from './highlights.ts'

/** What a new remark could be about. */
export interface SelectedPlace {
  /** Null while nothing is selected. */
  span: Span | null
  unitId: string
  /** „§ 6 ust. 3”; '' where the unit has no name. */
  unitLabel: string
}

export type ToRelative = (position: number) => Uint8Array | null
export type ToAbsolute = (bytes: Uint8Array) => number | null

/** Follows the selection, also where the text is read-only. */
export function useSelectedPlace(editor: ShallowRef<Editor | null>) {
  const selected = shallowRef<SelectedPlace | null>(null)

  const refresh = useAfterPaint(() => {
    const now = selectedPlace(editor.value)
    const before = selected.value
    const isSame =
      before?.unitId === now?.unitId &&
      before?.unitLabel === now?.unitLabel &&
      before?.span?.from === now?.span?.from &&
      before?.span?.to === now?.span?.to
    if (!isSame) selected.value = now
  })
  watch(
    editor,
    (next, before) => {
      before?.off('transaction', refresh)
      next?.on('transaction', refresh)
      refresh()
    },
    { immediate: true },
  )
  return selected
}

export function selectedPlace(editor: Editor | null): SelectedPlace | null {
  if (!editor || editor.isDestroyed) return null
  const { doc, selection } = editor.state
  const { from, to, $from } = selection
  const block = doc.child(Math.min($from.index(0), doc.childCount - 1))
  const unitId = String(block.attrs.id)
  const hasWords = from < to && doc.textBetween(from, to, ' ', ' ').trim() !== ''
  return { span: hasWords ? { from, to } : null, unitId, unitLabel: referenceOf(doc, unitId) }
}

export interface Aimed {
  aim: DraftAim
  quote: string
}

export function aimAtSpan(editor: Editor, { from, to }: Span, toRelative: ToRelative): Aimed | null {
  const [anchor, head] = [toRelative(from), toRelative(to)]
  if (!anchor || !head) return null
  const quote = editor.state.doc.textBetween(from, to, '\n', '\n')
  return { aim: { anchor: toBase64(anchor), head: toBase64(head) }, quote }
}

export function aimAtUnit(editor: Editor, unitId: string): Aimed | null {
  const { doc } = editor.state
  const place = blockPlaces(doc).get(unitId)
  if (!place) return null
  return { aim: { unitId }, quote: doc.textBetween(place.pos, place.end, '\n', '\n') }
}

/** Where the words a remark is written about are now; null where they are gone, or have not arrived yet. */
export function spanOfAim(editor: Editor, aim: DraftAim, toAbsolute: ToAbsolute): Span | null {
  if ('unitId' in aim) return spanOfBlock(editor.state.doc, aim.unitId)
  const [from, to] = [toAbsolute(fromBase64(aim.anchor)), toAbsolute(fromBase64(aim.head))]
  return from === null || to === null || from >= to ? null : { from, to }
}
