// Whether anybody will see what an update puts into a shared type: nobody does where the type is deleted, and nobody
// does for now where it is in a row, a column or a table that is hidden, which an undo may show again.

import * as Y from 'yjs'
import { isInShownTable, ShownCells } from '../document/table.ts'
import { itemName } from './stranded.ts'

type AnyType = Y.AbstractType<unknown>

type Loss = 'hidden' | 'deleted'

export class Sight {
  /** Shared types of the update: they share the fate of what they stand in. */
  private readonly fresh = new Map<AnyType, { name: string; loss: Loss | null }>()
  private readonly known = new Map<AnyType, Loss | null>()
  private readonly shown = new ShownCells()

  noteType(item: Y.Item, type: AnyType, around: AnyType): void {
    this.fresh.set(type, { name: itemName(item), loss: this.lossOf(around) })
  }

  /** Null where it is to be seen. */
  lossOf(type: AnyType): Loss | null {
    const fresh = this.fresh.get(type)
    if (fresh !== undefined) return fresh.loss
    const known = this.known.get(type)
    if (known !== undefined) return known
    const loss = this.findLoss(type)
    this.known.set(type, loss)
    return loss
  }

  /** Names a cell that is there, shown or not; null where it is deleted. */
  cellOf(type: AnyType): string | null {
    if (this.lossOf(type) === 'deleted') return null
    return this.fresh.get(type)?.name ?? itemName(type._item)
  }

  /** Deleted rows, columns and tables are hidden, not taken out; what is new in them (a column's cell) is hidden too. */
  private findLoss(type: AnyType): Loss | null {
    if (type._item === null) return null
    if (type._item.deleted) return 'deleted'
    const text: unknown = type
    const isShown = text instanceof Y.Text ? this.shown.has(text) : isInShownTable(type)
    return isShown ? null : 'hidden'
  }
}
