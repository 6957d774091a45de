import type { Node } from '@tiptap/pm/model'
import { Selection, type Transaction } from '@tiptap/pm/state'

/** Deletes the selection. One that cuts into a table empties the cells it covers and leaves the table as it is. */
export function deleteSelected(transaction: Transaction): void {
  if (!deleteAcrossCells(transaction)) transaction.deleteSelection()
}

/** Whatever deletes or overwrites, over a selection that cuts into a table; false for any other. */
export function deleteAcrossCells(transaction: Transaction): boolean {
  if (!cutsIntoTable(transaction.selection)) return false
  emptyCells(transaction)
  return true
}

/** Does one end of the selection lie in a cell, and the other elsewhere? */
export function cutsIntoTable({ $from, $to, empty }: Selection): boolean {
  if (empty || $from.sameParent($to)) return false
  return [$from, $to].some((end) => end.depth > 0 && end.node(1).type.name === 'table')
}

function emptyCells(transaction: Transaction): void {
  const { from, to } = transaction.selection
  const children: { node: Node; start: number }[] = []
  transaction.doc.forEach((node, start) => {
    if (start < to && start + node.nodeSize > from) children.push({ node, start })
  })
  for (const { node, start } of children.reverse()) {
    const isCovered = from <= start && to >= start + node.nodeSize
    if (isCovered) transaction.delete(start, start + node.nodeSize)
    else emptyTexts(transaction, node, start, from, to)
  }
  transaction.setSelection(Selection.near(transaction.doc.resolve(Math.min(from, transaction.doc.content.size))))
  transaction.scrollIntoView()
}

function emptyTexts(transaction: Transaction, node: Node, start: number, from: number, to: number): void {
  const texts = node.isTextblock ? [{ size: node.content.size, position: start + 1 }] : []
  node.descendants((inner, offset) => {
    if (inner.isTextblock) texts.push({ size: inner.content.size, position: start + offset + 2 })
    return !inner.isTextblock
  })
  for (const { size, position } of texts.reverse()) {
    const [first, last] = [Math.max(from, position), Math.min(to, position + size)]
    if (first < last) transaction.delete(first, last)
  }
}
