import * as Y from 'yjs'
import { cellText, tableParts } from '../table.ts'
import { firstItem, isHidden, isShown, markerMap } from '../yjs.ts'
import type { ChangeHistory } from './change-history.ts'
import type { KeyRewinder } from './key-rewinder.ts'
import { cellsIn, cellsOf, itemsOf, rowOf } from './table-items.ts'

/** Decides about a table, its rows, columns and cells. One in which others wrote stays, with their words. */
export class TableRewinder {
  private readonly history: ChangeHistory
  private readonly keys: KeyRewinder
  private readonly rewindCell: (cell: Y.Text) => void

  constructor(history: ChangeHistory, keys: KeyRewinder, rewindCell: (cell: Y.Text) => void) {
    this.history = history
    this.keys = keys
    this.rewindCell = rewindCell
  }

  rewind(marker: Y.Item): void {
    if (marker.deleted) return
    const parts = tableParts(marker)
    if (parts === null) return
    const rows = itemsOf(parts.rows)
    for (const row of rows) for (const cell of cellsOf(rowOf(row))) this.rewindCell(cell)
    if (this.history.isUndone(marker)) {
      if (cellsIn(marker).some((cell) => this.isWrittenIn(cell, marker))) this.keys.showAgain(markerMap(marker))
      else marker.deleted = true
    } else this.keys.rewind(markerMap(marker), false)
    for (const row of rows) this.rewindRow(row)
    for (const column of itemsOf(parts.columns)) this.rewindColumn(column, rows)
  }

  private rewindRow(item: Y.Item): void {
    const row = rowOf(item)
    if (row === null || item.deleted) return
    if (!this.history.isUndone(item)) {
      this.keys.rewind(row, false)
      return
    }
    const isWrittenIn = cellsOf(row).some((cell) => this.isWrittenIn(cell, item))
    if (isWrittenIn) this.keys.showAgain(row)
    if (!isShown(row) || !isWrittenIn) item.deleted = true
  }

  private rewindColumn(item: Y.Item, rows: readonly Y.Item[]): void {
    if (!(item.content instanceof Y.ContentAny)) return
    if (!this.history.isUndone(item)) {
      if (this.history.deleted.has(item.id)) item.deleted = false
      return
    }
    const ids: unknown[] = item.content.arr
    const isWrittenIn = rows.some((row) => {
      const map = row.deleted ? null : rowOf(row)
      if (map === null) return false
      return ids.some((id) => typeof id === 'string' && this.isWrittenIn(cellText(map, id), item))
    })
    if (!isWrittenIn) item.deleted = true
    else if (this.history.deleted.has(item.id)) item.deleted = false
  }

  /** Did others write in this cell since this was put in, by which it is shown? */
  private isWrittenIn(cell: Y.Text | null, { id }: Y.Item): boolean {
    const since = this.history.times.valueOf(id) ?? -1
    for (let item = cell && firstItem(cell); item !== null; item = item.right) {
      if (isHidden(item) || this.history.isUndone(item)) continue
      if ((this.history.times.valueOf(item.id) ?? -1) > since) return true
    }
    return false
  }
}
