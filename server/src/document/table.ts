import * as Y from 'yjs'
import { isId } from './shape.ts'
import { holderOf, isMarker, isShown, isTableMarker, itemName, markerMap } from './yjs.ts'

/**
 * A table is a marker whose map also holds `columns` (an array of column ids) and `rows` (an array of maps `{id, header,
 * cells}`); `cells` maps a column id to the cell's own text. So inserting or deleting a row and a column, and typing in
 * any cell, all merge.
 */
export interface TableRecord {
  columns: ColumnRecord[]
  rows: RowRecord[]
}

export interface ColumnRecord {
  id: string
  /** Its place in the stored array, which may hold repeated ids. */
  index: number
}

export interface RowRecord {
  /** As shown: the stored id, or made unique where two rows hold the same one. */
  id: string
  map: Y.Map<unknown>
  header: boolean
  /** In the order of the columns; null where a row and a column were inserted at the same time, until `repair`. */
  cells: (Y.Text | null)[]
}

/** The stored parts of a table; null when this marker holds no table. */
export function tableParts(marker: Y.Item): { columns: Y.Array<unknown>; rows: Y.Array<unknown> } | null {
  const map = markerMap(marker)
  if (map.get('kind') !== 'table') return null
  const columns = map.get('columns')
  const rows = map.get('rows')
  return columns instanceof Y.Array && rows instanceof Y.Array ? { columns, rows } : null
}

/** Reads a table; null when the marker holds none, or one without rows or columns: that is shown as a paragraph. */
export function readTable(marker: Y.Item): TableRecord | null {
  const table = readTableParts(marker)
  return table !== null && table.columns.length > 0 && table.rows.length > 0 ? table : null
}

/** Reads a table even when it has no rows or columns; null when the marker holds none. */
export function readTableParts(marker: Y.Item): TableRecord | null {
  const parts = tableParts(marker)
  if (parts === null) return null
  const columns = readColumns(parts.columns)
  return { columns, rows: readRows(parts.rows, columns) }
}

/** The text of a cell; null when there is none. */
export function cellText(row: Y.Map<unknown>, columnId: string): Y.Text | null {
  const cells = row.get('cells')
  const text = cells instanceof Y.Map ? cells.get(columnId) : undefined
  return text instanceof Y.Text ? text : null
}

/** The stored id of a row, or a name made from its item when it holds none that is allowed. */
export function storedRowId(row: Y.Map<unknown>): string {
  const id = row.get('id')
  return isId(id) ? id : `?${row._item === null ? '' : itemName(row._item)}`
}

/** Its row's cells, the row, the table's rows, the table. */
const HOLDERS_OF_CELL = 4

/**
 * Which cells' texts are in the document; of the others the column, row or table was deleted (their words kept, but shown
 * to nobody). Each is asked by what it stands in, so that a thousand cells of one table do not read the table a thousand
 * times. Good for as long as the document does not change.
 */
export class ShownCells {
  private readonly columns = new Map<Y.Array<unknown>, ReadonlySet<unknown>>()

  has(cell: Y.Text): boolean {
    const [cells, row, rows, marker] = holdersOf(cell._item)
    if (!(cells instanceof Y.Map && row instanceof Y.Map && marker instanceof Y.Map)) return false
    const item = marker._item
    const parts = item !== null && !item.deleted && isMarker(item) ? tableParts(item) : null
    if (parts === null || parts.rows !== rows || row._item?.deleted !== false || !isShown(row)) return false
    const column = cell._item?.parentSub ?? ''
    return this.columnsOf(parts.columns).has(column) && row.get('cells') === cells && cells.get(column) === cell
  }

  private columnsOf(stored: Y.Array<unknown>): ReadonlySet<unknown> {
    const known = this.columns.get(stored) ?? new Set([...stored].filter(isId))
    this.columns.set(stored, known)
    return known
  }
}

/** What an item stands in, from the inside out. */
function holdersOf(item: Y.Item | null): Y.AbstractType<unknown>[] {
  const holders: Y.AbstractType<unknown>[] = []
  for (let at = item; at !== null && holders.length < HOLDERS_OF_CELL; at = holderOf(at)) {
    holders.push(at.parent as Y.AbstractType<unknown>)
  }
  return holders
}

/** Do the row and the table around these rows, cells or keys exist, and is neither of them deleted by hiding it? */
export function isInShownTable(type: Y.AbstractType<unknown>): boolean {
  for (let holder = type._item; holder !== null; holder = holderOf(holder)) {
    const isRow = holder.parent instanceof Y.Array && holder.content instanceof Y.ContentType
    const canHide = isRow || isTableMarker(holder)
    if (holder.deleted || (canHide && !isShown(markerMap(holder)))) return false
  }
  return true
}

function readColumns(stored: Y.Array<unknown>): ColumnRecord[] {
  const columns = new Map<string, ColumnRecord>()
  let index = 0
  for (const id of stored) {
    if (isId(id) && !columns.has(id)) columns.set(id, { id, index })
    index++
  }
  return [...columns.values()]
}

function readRows(stored: Y.Array<unknown>, columns: ColumnRecord[]): RowRecord[] {
  const rows: RowRecord[] = []
  const uses = new Map<string, number>()
  for (const map of stored) {
    if (!(map instanceof Y.Map) || !isShown(map)) continue
    const id = storedRowId(map)
    const use = (uses.get(id) ?? 0) + 1
    uses.set(id, use)
    rows.push({
      id: use > 1 ? `${id}~${use}` : id,
      map,
      header: map.get('header') === 1,
      cells: columns.map((column) => cellText(map, column.id)),
    })
  }
  return rows
}
