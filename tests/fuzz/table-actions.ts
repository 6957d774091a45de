import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import {
  addColumn,
  addRow,
  type CellSelection,
  deleteColumn,
  deleteRow,
  deleteTable,
  insertTable,
  toggleHeaderRow,
} from '../../web/src/features/editor/extensions/table-changes.ts'
import type { Action, Hand } from './actions.ts'
import { anyBlock, topLevel } from './places.ts'

export { type CellSelection, deleteColumn, deleteRow, deleteTable }

function tables(doc: Node): { node: Node; position: number }[] {
  return topLevel(doc).filter(({ node }) => node.type.name === 'table')
}

function inAnyTable(change: (transaction: Transaction, cell: CellSelection, hand: Hand) => void) {
  return (hand: Hand) => {
    const { editor, random } = hand
    const found = tables(editor.state.doc)
    if (found.length === 0) return
    const { node, position } = random.pick(found)
    const row = random.below(node.childCount)
    const column = random.below(node.child(row).childCount)
    editor.edit((tr) => change(tr, { table: node, tablePosition: position, row, column }, hand))
  }
}

export function newTable({ editor, random }: Hand): void {
  const found = anyBlock(editor, random)
  if (found === null || tables(editor.state.doc).length > 2) return
  editor.select(found.position + 1)
  const options = { rows: 1 + random.below(3), columns: 1 + random.below(3), header: random.chance(0.5) }
  editor.edit((tr) => insertTable(tr, editor.state, options))
}

/** A few keys in a cell: tables are few, so typing anywhere seldom meets one. */
const typeInCell = inAnyTable((tr, { table, tablePosition, row, column }, { random, fresh }) => {
  const cell = table.child(row).child(column)
  if (cell.attrs.missing) return
  const before = [...table.children.slice(0, row), ...table.child(row).children.slice(0, column)]
  const start = before.reduce((position, node) => position + node.nodeSize, tablePosition + 3)
  const text = cell.textContent
  const offset = [...text].slice(0, random.below([...text].length + 1)).join('').length
  if (cell.childCount <= 1) tr.insertText(fresh(1 + random.below(2)), start + offset)
})

/** A copy of a table, pasted elsewhere: a new table with the same rows and columns. */
const copyTable = inAnyTable((tr, { table }, { random }) => {
  if (table.textContent === '') tr.insert(random.pick(topLevel(tr.doc)).position, table)
})

export const tableActions: readonly Action[] = [
  { name: 'insert table', weight: 1, run: newTable },
  { name: 'type in cell', weight: 4, run: typeInCell },
  {
    name: 'add row',
    weight: 2,
    run: inAnyTable((tr, cell, { random }) => addRow(tr, cell, cell.row + random.below(2))),
  },
  {
    name: 'add column',
    weight: 2,
    run: inAnyTable((tr, cell, { random }) => addColumn(tr, cell, cell.column + random.below(2))),
  },
  { name: 'delete row', weight: 1, run: inAnyTable(deleteRow) },
  { name: 'delete column', weight: 1, run: inAnyTable(deleteColumn) },
  {
    name: 'delete table',
    weight: 1,
    run: inAnyTable((tr, cell, { random }) => random.chance(0.3) && deleteTable(tr, cell)),
  },
  { name: 'header row', weight: 1, run: inAnyTable(toggleHeaderRow) },
  { name: 'copy table', weight: 1, run: copyTable },
]
