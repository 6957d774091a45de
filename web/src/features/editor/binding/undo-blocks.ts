import { forEachChangedItem, isHidden, isMarker } from '@app/server/document'
import * as Y from 'yjs'

/** Blocks that were begun here, or moved here, and what everybody had written by then. */
export class OwnBlocks {
  private readonly begun = new WeakMap<Y.Item, ReadonlyMap<number, number>>()

  /** To be called for every change made here, an undo too. */
  note(transaction: Y.Transaction): void {
    forEachChangedItem(transaction, (item) => {
      if (isMarker(item) && !this.begun.has(item)) this.begun.set(item, transaction.afterState)
    })
  }

  /**
   * Is this the start of such a block, or what it is, and did somebody else write into it since? Without it their words
   * would stand in the unit before, and say something else there.
   */
  holdsOthersWords(item: Y.Item): boolean {
    const marker = item.parent instanceof Y.Map ? item.parent._item : item
    const before = marker === null ? undefined : this.begun.get(marker)
    return marker !== null && before !== undefined && wroteBehind(marker, before)
  }
}

function wroteBehind(marker: Y.Item, before: ReadonlyMap<number, number>): boolean {
  for (let item = marker.right; item !== null; item = item.right) {
    if (isHidden(item)) continue
    if (isMarker(item)) return false
    const { client, clock } = item.id
    if (client !== marker.id.client && clock + item.length > (before.get(client) ?? 0)) return true
  }
  return false
}
