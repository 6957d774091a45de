import type { Transaction } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'

/**
 * Decorations where a transaction has moved them; null where it took one away: of blocks that are replaced in one step
 * with others, as by several at once who write beside each other, none can be moved.
 */
export function movedDecorations(decorations: DecorationSet, { mapping, doc }: Transaction): DecorationSet | null {
  let isWhole = true
  const onRemove = (): void => {
    isWhole = false
  }
  const moved = decorations.map(mapping, doc, { onRemove })
  return isWhole ? moved : null
}
