import { cellsHiddenBy, firstItem, forEachChangedItem } from '@app/server/document'
import * as Y from 'yjs'
import type { Piece } from './read-passages.ts'

/** The texts that a transaction deleted or hid with their row, column or table, without those that it made itself. */
export function removedTexts(transaction: Y.Transaction): Map<Y.Item, Piece[]> {
  const found = new Map<Y.Item, Piece[]>()
  const add = (item: Y.Item): void => {
    const { client, clock } = item.id
    const isOld = clock < (transaction.beforeState.get(client) ?? 0)
    if (isOld && item.content instanceof Y.ContentString) found.set(item, [{ client, clock, text: item.content.str }])
  }
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (struct instanceof Y.Item) add(struct)
  })
  for (const cell of cellsHiddenBy(transaction)) for (const item of itemsIn(cell)) if (!item.deleted) add(item)
  return found
}

/** What was deleted already in the cells that a transaction hid. */
export function deletedInHidden(transaction: Y.Transaction): Set<Y.Item> {
  const items = cellsHiddenBy(transaction).flatMap((cell) => itemsIn(cell))
  return new Set(items.filter((item) => item.deleted && !Y.isDeleted(transaction.deleteSet, item.id)))
}

function itemsIn(cell: Y.Text): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = firstItem(cell); item !== null; item = item.right) items.push(item)
  return items
}

/** The texts that a transaction made and left. */
export function newTexts(transaction: Y.Transaction): Y.Item[] {
  const found: Y.Item[] = []
  forEachChangedItem(transaction, (item) => {
    if (!item.deleted && item.content instanceof Y.ContentString) found.push(item)
  })
  return found
}

export function textOf({ content }: Y.Item): string {
  return content instanceof Y.ContentString ? content.str : ''
}

/** How much a transaction wrote under this window's own client id. */
export function writtenHere({ beforeState, afterState, doc }: Y.Transaction): number {
  return (afterState.get(doc.clientID) ?? 0) - (beforeState.get(doc.clientID) ?? 0)
}
