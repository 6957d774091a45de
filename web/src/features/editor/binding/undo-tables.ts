import {
  cellText,
  firstItem,
  holderOf,
  isHidden,
  isShown,
  isTableMarker,
  keyItem,
  markerMap,
  tableParts,
} from '@app/server/document'
import * as Y from 'yjs'
import type { Written } from './written.ts'

/** Tables, rows and columns that were made here, or brought back here. Undo hides them, with all that stands in them. */
export class OwnTables {
  /** By the key that shows a table or a row. */
  private readonly shown = new WeakMap<Y.Item, Written>()
  /** By id, since items of several are joined and cut. */
  private readonly columns = new WeakMap<Y.Array<unknown>, Map<unknown, Written>>()
  /** Every row of a table asks for all of it. */
  private readonly answers = new Map<Y.Item, boolean>()

  /** @param seen what had been written right after the change that made or showed it */
  note(item: Y.Item, seen: () => Written): void {
    if (item.deleted) return
    if (item.parentSub === 'shown') this.shown.set(item, seen())
    else if (isColumn(item)) {
      const known = this.columns.get(item.parent) ?? new Map<unknown, Written>()
      this.columns.set(item.parent, known)
      for (const id of item.content.arr) known.set(id, seen())
    }
  }

  /** To be called when anything was written. */
  forget(): void {
    this.answers.clear()
  }

  /** Did somebody else write into a cell that is shown by this? What was made together with its table stays with it. */
  holdsOthersWords(item: Y.Item): boolean {
    const seen = this.seenWith(item)
    const table = seen && tableAround(item)
    if (!seen || !table) return false
    const ofTable = keyItem(markerMap(table), 'shown')
    const whole = ofTable !== undefined && this.shown.get(ofTable) === seen ? ofTable : item
    const answer = this.answers.get(whole) ?? cellsShownBy(whole, table).some((cell) => isWrittenOn(cell, whole, seen))
    this.answers.set(whole, answer)
    return answer
  }

  private seenWith(item: Y.Item): Written | undefined {
    if (item.parentSub === 'shown') return this.shown.get(item)
    return isColumn(item) ? this.columns.get(item.parent)?.get(item.content.arr[0]) : undefined
  }
}

function isColumn(item: Y.Item): item is Y.Item & { parent: Y.Array<unknown>; content: Y.ContentAny } {
  return item.parent instanceof Y.Array && item.content instanceof Y.ContentAny
}

function tableAround(item: Y.Item): Y.Item | null {
  let holder = holderOf(item)
  while (holder !== null && !isTableMarker(holder)) holder = holderOf(holder)
  return holder
}

/** @param item the key that shows the table or one of its rows, or a column */
function cellsShownBy(item: Y.Item, table: Y.Item): Y.Text[] {
  const parts = tableParts(table)
  if (parts === null) return []
  const holder = holderOf(item)
  const columns = isColumn(item) ? item.content.arr : parts.columns.toArray()
  const rows = parts.rows.toArray().filter((row) => row instanceof Y.Map && isShown(row)) as Y.Map<unknown>[]
  const isAsked = (row: Y.Map<unknown>) => isColumn(item) || holder === table || row._item === holder
  return rows.filter(isAsked).flatMap((row) => columns.flatMap((id) => cellText(row, String(id)) ?? []))
}

function isWrittenOn(cell: Y.Text, { id: { client: own } }: Y.Item, seen: Written): boolean {
  for (let item = firstItem(cell); item !== null; item = item.right) {
    const { client, clock } = item.id
    if (!isHidden(item) && client !== own && clock + item.length > (seen.get(client) ?? 0)) return true
  }
  return false
}
