import { isId } from '@app/server/document'
import { Fragment, type Node, type NodeType } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { childrenOf, columnsOf } from './write-table.ts'

/**
 * Makes every table that differs from the old document rectangular: rows and columns have ids of their own, each row a
 * cell per column, and all cells of a row are header cells or none is. A cell that some edit across cells took away
 * comes back empty.
 */
export function repairTables(transaction: Transaction, old: Node, newId: () => string): void {
  const repairs: { position: number; node: Node; repaired: Node }[] = []
  transaction.doc.forEach((node, position) => {
    if (node.type.name !== 'table' || old.children.includes(node)) return
    const repaired = repairTable(node, newId)
    if (!repaired.eq(node)) repairs.push({ position, node, repaired })
  })
  for (const { position, node, repaired } of repairs.reverse()) {
    transaction.replaceWith(position + 1, position + node.nodeSize - 1, repaired.content)
  }
}

function repairTable(table: Node, newId: () => string): Node {
  const rows = childrenOf(table)
  const widest = rows.reduce((a, b) => (b.childCount > a.childCount ? b : a))
  const columns = columnsOf(table)
  while (columns.length < widest.childCount) columns.push(newId())
  const usedRows = new Set<string>()
  const repaired = rows.map((row) => {
    const id = isId(row.attrs.id) && !usedRows.has(row.attrs.id) ? row.attrs.id : newId()
    usedRows.add(id)
    return row.type.create({ ...row.attrs, id }, rowCells(row, columns))
  })
  return table.copy(Fragment.fromArray(repaired))
}

/** Cells keep the column that they name; the others take the free columns in order. */
function rowCells(row: Node, columns: string[]): Node[] {
  const cells = childrenOf(row)
  const header = cells[0]?.attrs.header === true
  const byColumn = new Map<string, Node>()
  const unplaced: Node[] = []
  for (const cell of cells) {
    const id: unknown = cell.attrs.id
    if (typeof id === 'string' && columns.includes(id) && !byColumn.has(id)) byColumn.set(id, cell)
    else unplaced.push(cell)
  }
  // An edit across rows may leave one without any cell.
  const type = cells[0]?.type ?? (row.type.schema.nodes.tableCell as NodeType)
  return columns.map((id) => {
    const cell = byColumn.get(id) ?? unplaced.shift()
    return cell === undefined ? type.create({ id, header }) : type.create({ ...cell.attrs, id, header }, cell.content)
  })
}
