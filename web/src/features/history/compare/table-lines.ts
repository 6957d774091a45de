import type { Piece, RowDifference, TableDifference, TableLine } from '@app/server/document'
import { quotable, quoted } from './quotes.ts'
import { excerpt, type Translate } from './translate.ts'
import { wordLines } from './word-lines.ts'

/** One change in a table, in words, and where it is. */
export interface LineInTable {
  words: string
  /** Index of the row in the difference; null for a column. */
  row: number | null
  column: number | null
  /** Indexes of the pieces of the cell it is about. */
  pieces: number[]
}

/** What was done to a table that is in both states. */
export function tableLines(table: TableDifference, t: Translate): LineInTable[] {
  return [...columnLines(table, t), ...table.rows.flatMap((row, at) => rowLines(table, row, at, t))]
}

/** A table that came or went: its rows, each with what stands in it. */
export function wholeTable(table: TableDifference, t: Translate): string {
  return table.rows.map(({ cells }) => quoted(joinCells(cells), t)).join(', ')
}

/** What stands in a table, to recognise it by. */
export function wordsOfTable({ rows }: TableDifference): string {
  return rows.map(({ cells }) => joinCells(cells)).join(' | ')
}

function columnLines({ columns, rows }: TableDifference, t: Translate): LineInTable[] {
  return columns.flatMap((column, at) => {
    const text = quotedOrNone(joinCells(rows.map(({ cells }) => cells[at] ?? [])), t)
    const words = lineWords('column', column, text, t)
    return words === null ? [] : [{ words, row: null, column: at, pieces: [] }]
  })
}

function rowLines(table: TableDifference, row: RowDifference, at: number, t: Translate): LineInTable[] {
  const whole = lineWords('row', row, quotedOrNone(joinCells(row.cells), t), t)
  const lines = whole === null ? [] : [{ words: whole, row: at, column: null, pieces: [] }]
  if (row.change === 'added' || row.change === 'removed') return lines
  const name = nameOfRow(row, t)
  const header =
    row.headerBefore === row.headerAfter
      ? null
      : row.headerAfter
        ? 'compare.table.rowHeader'
        : 'compare.table.rowNoHeader'
  if (header !== null) lines.push({ words: t(header, { row: name }), row: at, column: null, pieces: [] })
  const inCells = row.cells.flatMap((cell, index) => {
    const column = table.columns[index]
    if (column === undefined || column.change === 'added' || column.change === 'removed') return []
    const columnName = nameOfColumn(table, column, index, t)
    return wordLines(cell, t).map(({ words, pieces }) => ({
      words: t('compare.table.cell', { row: name, column: columnName, line: words }),
      row: at,
      column: index,
      pieces,
    }))
  })
  return [...lines, ...inCells]
}

function lineWords(what: 'row' | 'column', line: TableLine, text: string, t: Translate): string | null {
  const { change, placeBefore: before, placeAfter: after } = line
  if (change === 'added') return t(`compare.table.${what}Added`, { place: after, text })
  if (change === 'removed') return t(`compare.table.${what}Removed`, { place: before, text })
  return change === 'moved' ? t(`compare.table.${what}Moved`, { before, after, text }) : null
}

/** Called by its first words, not by its running number. */
function nameOfRow({ placeAfter, cells }: RowDifference, t: Translate): string {
  const texts = cells.map(textAfter)
  return named(placeAfter, texts.find((text) => /\p{L}/u.test(text)) ?? '', t)
}

function nameOfColumn({ rows }: TableDifference, { placeAfter }: TableLine, at: number, t: Translate): string {
  const heading = rows.find((row) => row.change !== 'removed')
  return named(placeAfter, heading?.headerAfter ? textAfter(heading.cells[at] ?? []) : '', t)
}

function named(place: number | null, name: string, t: Translate): string {
  return name === '' ? String(place) : t('compare.table.named', { place, name: quotable(excerpt(name), t) })
}

function quotedOrNone(text: string, t: Translate): string {
  return text === '' ? t('compare.lines.noText') : quoted(text, t)
}

function joinCells(cells: readonly (readonly Piece[])[]): string {
  return cells
    .map((pieces) => textAfter(pieces) || textBefore(pieces))
    .filter((text) => text !== '')
    .join(' | ')
}

function textAfter(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (piece.change === 'delete' ? '' : piece.text))
    .join('')
    .trim()
}

function textBefore(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (piece.change === 'insert' ? '' : piece.text))
    .join('')
    .trim()
}
