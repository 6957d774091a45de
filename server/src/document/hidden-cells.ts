import * as Y from 'yjs'
import { cellText, tableParts } from './table.ts'
import { firstItem, holderOf, isTableMarker, markerMap } from './yjs.ts'

/** Was this item in the document at the moment that is asked about? */
type Existed = (item: Y.Item) => boolean

/** May this transaction have shown or hidden a row, a column or a table? Cheap enough to be asked at every keystroke. */
export function mayHideCells({ changed }: Y.Transaction): boolean {
  for (const [type, keys] of changed) if (type instanceof Y.Array || keys.has('shown')) return true
  return false
}

/**
 * The cells that were shown before `transaction` and are hidden after it, with their row, column or table. To be called
 * while `afterTransaction` is told: what was deleted is not collected yet.
 */
export function cellsHiddenBy(transaction: Y.Transaction): Y.Text[] {
  // Whatever hides takes a key or an id away.
  if (transaction.deleteSet.clients.size === 0 || !mayHideCells(transaction)) return []
  const existed = existedBefore(transaction)
  return [...tablesTouched(transaction)].flatMap((marker) => {
    const shown = cellsShown(marker, exists)
    return [...cellsShown(marker, existed)].filter((cell) => !shown.has(cell))
  })
}

/** The cells that were hidden before `transaction`, and are shown after it. To be called as `cellsHiddenBy`. */
export function cellsShownBy(transaction: Y.Transaction): Y.Text[] {
  if (!mayHideCells(transaction)) return []
  const existed = existedBefore(transaction)
  return [...tablesTouched(transaction)].flatMap((marker) => {
    const wereShown = cellsShown(marker, existed)
    const isOld = (cell: Y.Text): boolean => cell._item !== null && existed(cell._item)
    return [...cellsShown(marker, exists)].filter((cell) => isOld(cell) && !wereShown.has(cell))
  })
}

const exists: Existed = (item) => !item.deleted

function existedBefore({ beforeState, deleteSet }: Y.Transaction): Existed {
  return (item) => {
    const isOld = item.id.clock < (beforeState.get(item.id.client) ?? 0)
    return isOld && (!item.deleted || Y.isDeleted(deleteSet, item.id))
  }
}

function tablesTouched({ changed }: Y.Transaction): Set<Y.Item> {
  const tables = new Set<Y.Item>()
  for (const [type, keys] of changed) {
    const table = type instanceof Y.Array || keys.has('shown') ? tableAround(type._item) : null
    if (table !== null) tables.add(table)
  }
  return tables
}

function tableAround(item: Y.Item | null): Y.Item | null {
  let holder = item
  while (holder !== null && !isTableMarker(holder)) holder = holderOf(holder)
  return holder
}

function cellsShown(marker: Y.Item, existed: Existed): Set<Y.Text> {
  const cells = new Set<Y.Text>()
  const parts = tableParts(marker)
  if (parts === null || !wasShown(markerMap(marker), existed)) return cells
  const columns = columnIds(parts.columns, existed)
  for (const row of parts.rows) {
    if (!(row instanceof Y.Map) || !wasShown(row, existed)) continue
    for (const id of columns) {
      const cell = cellText(row, id)
      if (cell !== null) cells.add(cell)
    }
  }
  return cells
}

function wasShown(map: Y.Map<unknown>, existed: Existed): boolean {
  for (let item = map._map.get('shown') ?? null; item !== null; item = item.left) if (existed(item)) return true
  return false
}

function columnIds(columns: Y.Array<unknown>, existed: Existed): string[] {
  const ids: unknown[] = []
  for (let item = columns._start; item !== null; item = item.right) {
    if (existed(item) && item.content instanceof Y.ContentAny) ids.push(...item.content.arr)
  }
  return ids.filter((id) => typeof id === 'string')
}

/** The words of a cell as they are, hidden or not. */
export function wordsOfCell(cell: Y.Text): string {
  let words = ''
  for (let item = firstItem(cell); item !== null; item = item.right) {
    if (item.deleted) continue
    if (item.content instanceof Y.ContentString) words += item.content.str
    else if (item.content instanceof Y.ContentEmbed) words += '\n'
  }
  return words
}
