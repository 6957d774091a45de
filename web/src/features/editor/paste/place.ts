import type { EditorState } from '@tiptap/pm/state'
import { deleteSelected } from '../extensions/delete-selected.ts'

/** What is around the caret that something is pasted at. */
export type PastePlace = 'emptyBlock' | 'beforeWords' | 'behindWords' | 'cell'

/** The place as it is once the selection is gone. */
export function placeIn({ tr: transaction }: EditorState): PastePlace {
  deleteSelected(transaction)
  const { parent, parentOffset } = transaction.selection.$from
  if (parent.type.name !== 'block') return 'cell'
  if (parent.content.size === 0) return 'emptyBlock'
  return parentOffset === 0 ? 'beforeWords' : 'behindWords'
}
