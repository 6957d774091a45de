import { newBlockId } from '@app/server/document'
import type { Node, NodeType, ResolvedPos } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'

/** The cell with the caret, its place and its table. */
export interface CellSelection {
  table: Node
  tablePosition: number
  row: number
  column: number
}

export function cellAt($position: ResolvedPos): CellSelection | null {
  if ($position.depth < 3 || $position.node(1).type.name !== 'table') return null
  return {
    table: $position.node(1),
    tablePosition: $position.before(1),
    row: $position.index(1),
    column: $position.index(2),
  }
}

function typeNamed(state: EditorState, name: string): NodeType {
  const type = state.schema.nodes[name]
  if (type === undefined) throw new Error(`The schema has no ${name}`)
  return type
}

export function insertTable(
  transaction: Transaction,
  state: EditorState,
  { rows = 3, columns = 3, header = true }: { rows?: number; columns?: number; header?: boolean },
): void {
  const columnIds = Array.from({ length: columns }, () => newBlockId())
  const row = (isHeader: boolean) =>
    typeNamed(state, 'tableRow').create(
      { id: newBlockId() },
      columnIds.map((id) => typeNamed(state, 'tableCell').create({ id, header: isHeader })),
    )
  const table = typeNamed(state, 'table').create(
    { id: newBlockId() },
    Array.from({ length: rows }, (_, index) => row(header && index === 0)),
  )
  const { $from } = state.selection
  const isEmptyBlock = $from.depth === 1 && $from.parent.content.size === 0
  const position = isEmptyBlock ? $from.before(1) : $from.after(1)
  const isLast = position === state.doc.content.size
  const after = isLast ? [typeNamed(state, 'block').create({ id: newBlockId() })] : []
  transaction.insert(position, [table, ...after])
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(position + 3))).scrollIntoView()
}

/** The position of a row; of the end of the rows for the index behind the last. */
function rowPosition({ table, tablePosition }: CellSelection, row: number): number {
  return table.children.slice(0, row).reduce((at, node) => at + node.nodeSize, tablePosition + 1)
}

function cellPosition(cell: CellSelection, row: number, column: number): number {
  const cells = cell.table.child(row).children.slice(0, column)
  return cells.reduce((at, node) => at + node.nodeSize, rowPosition(cell, row) + 1)
}

export function addRow(transaction: Transaction, cell: CellSelection, row: number): void {
  const model = cell.table.child(cell.row)
  const cells = model.children.map((each) => each.type.create({ id: each.attrs.id }))
  const position = rowPosition(cell, row)
  transaction.insert(position, model.type.create({ id: newBlockId() }, cells))
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(position + 2))).scrollIntoView()
}

export function addColumn(transaction: Transaction, cell: CellSelection, column: number): void {
  const id = newBlockId()
  for (let row = cell.table.childCount - 1; row >= 0; row--) {
    const first = cell.table.child(row).child(0)
    transaction.insert(cellPosition(cell, row, column), first.type.create({ id, header: first.attrs.header }))
  }
}

export function deleteRow(transaction: Transaction, cell: CellSelection): void {
  if (cell.table.childCount === 1) deleteTable(transaction, cell)
  else transaction.delete(rowPosition(cell, cell.row), rowPosition(cell, cell.row + 1))
}

export function deleteColumn(transaction: Transaction, cell: CellSelection): void {
  if (cell.table.child(0).childCount === 1) {
    deleteTable(transaction, cell)
    return
  }
  for (let row = cell.table.childCount - 1; row >= 0; row--) {
    const position = cellPosition(cell, row, cell.column)
    transaction.delete(position, position + cell.table.child(row).child(cell.column).nodeSize)
  }
}

/** A document is never empty: a table that is all there was leaves a paragraph. */
export function deleteTable(transaction: Transaction, { table, tablePosition }: CellSelection): void {
  const end = tablePosition + table.nodeSize
  const block = table.type.schema.nodes.block
  if (transaction.doc.childCount > 1) transaction.delete(tablePosition, end)
  else if (block) transaction.replaceWith(tablePosition, end, block.create({ id: newBlockId() }))
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(tablePosition)))
}

export function toggleHeaderRow(transaction: Transaction, cell: CellSelection): void {
  const row = cell.table.child(cell.row)
  const header = row.firstChild?.attrs.header !== true
  const start = rowPosition(cell, cell.row) + 1
  row.forEach((_, offset) => {
    transaction.setNodeAttribute(start + offset, 'header', header)
  })
}

export function moveToCell(transaction: Transaction, cell: CellSelection, direction: 1 | -1): void {
  const columns = cell.table.child(0).childCount
  const next = cell.row * columns + cell.column + direction
  if (next < 0) return
  if (next >= columns * cell.table.childCount) {
    addRow(transaction, cell, cell.table.childCount)
    return
  }
  const position = cellPosition(cell, Math.floor(next / columns), next % columns)
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(position + 1))).scrollIntoView()
}

export function leaveTable(
  transaction: Transaction,
  { table, tablePosition }: CellSelection,
  where: 'before' | 'after',
): void {
  const block = table.type.schema.nodes.block
  const place = where === 'before' ? tablePosition : tablePosition + table.nodeSize
  if (block) transaction.insert(place, block.create({ id: newBlockId() }))
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(place + 1))).scrollIntoView()
}
