import { Selection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { cutsIntoTable, deleteSelected } from '../extensions/delete-selected.ts'
import { insertNodes } from '../paste/insert.ts'
import { copiedBetween, withMarks } from './copied.ts'

export interface CarryOptions {
  /** The printed mark of a block: „§ 3. 1.”, „2)”. */
  labelOf(id: string): string
  /** Makes everything that `change` does one step for undo. */
  asOneEdit(change: () => void): void
  /** Is what is written here proposed? */
  isProposing(): boolean
}

/**
 * What is dragged out of several cells, or from several blocks into one; false for all else. The editor itself would move
 * torn rows and tear the table where they land.
 */
export function carry(view: EditorView, event: DragEvent, options: CarryOptions, isMoved: boolean): boolean {
  const { selection, doc } = view.state
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (!place) return false
  const isToCell = doc.resolve(place.pos).parent.type.name === 'tableCell'
  if (!cutsIntoTable(selection) && (!isToCell || selection.$from.sameParent(selection.$to))) return false
  const { from, to } = selection
  if (place.pos > from && place.pos < to) return true
  const keepsStruck = isMoved && !options.isProposing()
  const nodes = withMarks(copiedBetween(doc, from, to, { labelOf: options.labelOf, keepsStruck }))
  // A table cannot be proposed: its words are not struck for one that will be refused.
  const isRefused = options.isProposing() && !isToCell && nodes.some(({ type }) => type === 'table')
  options.asOneEdit(() => {
    const { tr } = view.state
    if (isMoved && !isRefused) deleteSelected(tr)
    view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(place.pos)))))
    insertNodes(view, nodes)
  })
  return true
}
