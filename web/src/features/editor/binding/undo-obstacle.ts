import { followItem, holderOf } from '@app/server/document'
import * as Y from 'yjs'

type StackItem = Y.UndoManager['undoStack'][number]

/**
 * Why nothing of the last entry can be undone: others' words hold it, or others took away, moved or replaced what it wrote.
 * Null where something can, or where one took it all back oneself. Yjs would undo an older entry in its place.
 */
export type Obstacle = 'held' | 'gone'

/** @param holds do others' words keep this from being undone? */
export function obstacleTo(manager: Y.UndoManager, holds: (item: Y.Item) => boolean): Obstacle | null {
  const { doc, undoStack, deleteFilter } = manager
  const entry = undoStack.at(-1)
  if (entry === undefined) return null
  const { insertions, deletions } = entry
  const found = { canUndo: false, isHeld: false, isGone: false }
  doc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, insertions, ({ id }) => {
      const item = followItem(doc, id)?.item
      if (item === undefined || item.deleted) found.isGone ||= !Y.isDeleted(deletions, id)
      else if (deleteFilter(item)) found.canUndo = true
      else found.isHeld ||= holds(item)
    })
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      if (struct instanceof Y.Item) found.canUndo ||= comesBack(struct, entry, manager)
    })
  })
  if (found.canUndo || !(found.isHeld || found.isGone)) return null
  return found.isHeld ? 'held' : 'gone'
}

/** Would Yjs make this deleted item again? Not where what it stood in is gone, or another value is under its key. */
function comesBack(item: Y.Item, entry: StackItem, manager: Y.UndoManager): boolean {
  if (Y.isDeleted(entry.insertions, item.id)) return false
  if (item.redone !== null) return true
  const holder = holderOf(item)
  const isHolderGone = holder?.deleted && holder.redone === null
  if (isHolderGone && !(Y.isDeleted(entry.deletions, holder.id) && comesBack(holder, entry, manager))) return false
  return item.parentSub === null || !isReplaced(item, entry, manager)
}

/** Does a value of somebody else follow, whatever one wrote and took back oneself? */
function isReplaced(item: Y.Item, entry: StackItem, { doc, undoStack, redoStack }: Y.UndoManager): boolean {
  const others = [...undoStack, ...redoStack].filter((each) => each !== entry)
  const isOwn = ({ id, redone }: Y.Item) =>
    redone !== null || Y.isDeleted(entry.insertions, id) || others.some((each) => Y.isDeleted(each.deletions, id))
  let last = item
  while (last.right !== null && isOwn(last.right)) last = followItem(doc, last.right.id)?.item ?? last.right
  return last.right !== null
}
