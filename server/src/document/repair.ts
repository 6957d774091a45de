import * as Y from 'yjs'
import { readSections } from './sections.ts'
import { isId } from './shape.ts'
import { cellText, readTable, type TableRecord, tableParts } from './table.ts'
import { BODY, markerMap } from './yjs.ts'

/**
 * Repairs what concurrency can leave behind and clients only show: repeated or impossible ids of blocks, rows and
 * columns, and cells that are missing because a row and a column were inserted at the same time. Only the server calls
 * it, inside its own logged transaction: were clients to create a missing cell, two would, and one's words would be lost.
 * Deterministic, touches no text; answers whether it changed anything.
 */
export function repair(doc: Y.Doc): boolean {
  const sections = readSections(doc.getText(BODY))
  const used = new Set(sections.map((section) => section.storedId))
  let changed = false
  for (const { marker, storedId, id, table } of sections) {
    if (marker === null) continue
    if (id !== storedId || !isId(storedId)) changed = setRepairedId(markerMap(marker), used) || changed
    if (table !== null) changed = repairTable(marker, table) || changed
  }
  return changed
}

/** Would `repair` change anything? Reads only. */
export function needsRepair(text: Y.Text): boolean {
  return readSections(text).some(({ marker, storedId, id, table }) => {
    if (marker === null) return false
    return id !== storedId || !isId(storedId) || (table !== null && needsTableRepair(marker, table))
  })
}

function needsTableRepair(marker: Y.Item, table: TableRecord): boolean {
  if (table.columns.length !== tableParts(marker)?.columns?.length) return true
  if (table.rows.some(({ id }) => !isId(id))) return true
  const rows = tableParts(marker)?.rows?.toArray() ?? []
  return rows.some((row) => row instanceof Y.Map && table.columns.some(({ id }) => !hasCell(row, id)))
}

function hasCell(row: Y.Map<unknown>, columnId: string): boolean {
  return row.get('cells') instanceof Y.Map && cellText(row, columnId) !== null
}

function repairTable(marker: Y.Item, table: TableRecord): boolean {
  const dropped = dropRepeatedColumns(marker)
  const used = new Set(table.rows.map((row) => row.id))
  let changed = dropped
  for (const row of table.rows) if (!isId(row.id)) changed = setRepairedId(row.map, used) || changed
  // Rows that are deleted too: undo may show them again.
  for (const row of tableParts(marker)?.rows ?? []) {
    if (row instanceof Y.Map) changed = addMissingCells(row, table) || changed
  }
  return changed
}

function dropRepeatedColumns(marker: Y.Item): boolean {
  const columns = tableParts(marker)?.columns
  const kept = new Set(readTable(marker)?.columns.map((column) => column.index))
  if (columns === undefined || kept.size === columns.length) return false
  for (let index = columns.length - 1; index >= 0; index--) if (!kept.has(index)) columns.delete(index)
  return true
}

function addMissingCells(row: Y.Map<unknown>, table: TableRecord): boolean {
  if (!(row.get('cells') instanceof Y.Map)) row.set('cells', new Y.Map())
  const cells = row.get('cells') as Y.Map<unknown>
  const missing = table.columns.filter((column) => cellText(row, column.id) === null)
  for (const column of missing) cells.set(column.id, new Y.Text())
  return missing.length > 0
}

/** The id is made from the item's own name, so that two servers that repair the same document write the same. */
function setRepairedId(map: Y.Map<unknown>, used: Set<string>): boolean {
  const { client, clock } = map._item?.id ?? { client: 0, clock: 0 }
  let id = `r${client.toString(36)}-${clock.toString(36)}`
  while (used.has(id)) id += '-'
  used.add(id)
  map.set('id', id)
  return true
}
