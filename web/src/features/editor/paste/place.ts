import type { ResolvedPos } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import { deleteSelected } from '../extensions/delete-selected.ts'

/** What is around the caret that something is pasted at. */
export type PastePlace = 'emptyBlock' | 'beforeWords' | 'behindWords' | 'cell'

export function placeIn(state: EditorState): PastePlace {
  const { parent, parentOffset } = placeWithoutSelection(state)
  if (parent.type.name !== 'block') return 'cell'
  if (parent.content.size === 0) return 'emptyBlock'
  return parentOffset === 0 ? 'beforeWords' : 'behindWords'
}

/** The place as it is once the selection is gone. */
export function placeWithoutSelection({ tr: transaction }: EditorState): ResolvedPos {
  deleteSelected(transaction)
  return transaction.selection.$from
}
