import { Extension } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import {
  addColumn,
  addRow,
  type CellSelection,
  cellAt,
  deleteColumn,
  deleteRow,
  deleteTable,
  insertTable,
  leaveTable,
  moveToCell,
  toggleHeaderRow,
} from './table-changes.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    tables: {
      /** Puts a table after the block with the caret; its first row is a header row unless `header` is false. */
      insertTable: (options?: { rows?: number; columns?: number; header?: boolean }) => ReturnType
      addRow: (where: 'before' | 'after') => ReturnType
      addColumn: (where: 'before' | 'after') => ReturnType
      /** Deletes the row of the caret; with the last one goes the table. */
      deleteRow: () => ReturnType
      /** Deletes the column of the caret; with the last one goes the table. */
      deleteColumn: () => ReturnType
      deleteTable: () => ReturnType
      /** Makes the row of the caret a header row, or an ordinary one. */
      toggleHeaderRow: () => ReturnType
      /** The next or previous cell; after the last one comes a new row. */
      moveToCell: (direction: 1 | -1) => ReturnType
      /** A new paragraph after the table, or before it. */
      leaveTable: (where?: 'before' | 'after') => ReturnType
    }
  }
}

type TableChange = (transaction: Transaction, cell: CellSelection, state: EditorState) => void

export const TableCommands = Extension.create({
  name: 'tables',
  addCommands() {
    const inTable =
      (change: TableChange) =>
      ({ state, tr, dispatch }: { state: EditorState; tr: Transaction; dispatch: unknown }) => {
        const cell = cellAt(state.selection.$from)
        if (cell !== null && dispatch) change(tr, cell, state)
        return cell !== null
      }
    return {
      insertTable:
        (options = {}) =>
        ({ state, tr, dispatch }) => {
          if (dispatch) insertTable(tr, state, options)
          return cellAt(state.selection.$from) === null
        },
      addRow: (where) => inTable((tr, cell) => addRow(tr, cell, cell.row + (where === 'after' ? 1 : 0))),
      addColumn: (where) => inTable((tr, cell) => addColumn(tr, cell, cell.column + (where === 'after' ? 1 : 0))),
      deleteRow: () => inTable(deleteRow),
      deleteColumn: () => inTable(deleteColumn),
      deleteTable: () => inTable(deleteTable),
      toggleHeaderRow: () => inTable(toggleHeaderRow),
      moveToCell: (direction) => inTable((tr, cell) => moveToCell(tr, cell, direction)),
      leaveTable: (where = 'after') => inTable((tr, cell) => leaveTable(tr, cell, where)),
    }
  },
})
