import type { Inline } from '@app/server/document'
import { printedMark } from './mark-words.ts'
import { type Dropped, type PastedBlock, type PastedCell, type PastedNode, textRun } from './pasted.ts'

/** Reads the words of one cell as blocks; given by the HTML reader, which calls back into tables. */
export type ReadBlocks = (cell: Element) => PastedNode[]

const MAX_SPAN = 50

export function isLayoutTable(table: Element): boolean {
  const role = table.getAttribute('role')
  return role === 'presentation' || role === 'none' || table.querySelectorAll('td, th').length < 2
}

/** A rectangle of cells: merged cells are taken apart, the words stay in the first of them. */
export function tableRows(table: Element, readBlocks: ReadBlocks, dropped: Dropped): PastedCell[][] {
  const grid: (PastedCell | undefined)[][] = []
  rowsOf(table).forEach((row, rowIndex) => {
    let column = 0
    for (const cell of cellsOf(row)) {
      while (grid[rowIndex]?.[column]) column += 1
      const size = { columns: spanOf(cell, 'colspan'), rows: spanOf(cell, 'rowspan') }
      if (size.columns > 1 || size.rows > 1) dropped.mergedCells += 1
      place(grid, rowIndex, column, size, readCell(cell, readBlocks))
      column += size.columns
    }
  })
  return squared(grid.slice(0, rowsOf(table).length))
}

function place(
  grid: (PastedCell | undefined)[][],
  row: number,
  column: number,
  size: { columns: number; rows: number },
  cell: PastedCell,
): void {
  for (let down = 0; down < size.rows; down += 1) {
    const line = (grid[row + down] ??= [])
    for (let across = 0; across < size.columns; across += 1) {
      const isFirst = down === 0 && across === 0
      line[column + across] = isFirst ? cell : { header: cell.header, content: [] }
    }
  }
}

function squared(grid: (PastedCell | undefined)[][]): PastedCell[][] {
  const width = Math.max(0, ...grid.map((line) => line.length))
  const rows = Array.from(grid, (line = []) => {
    const header = isHeaderRow(line)
    return Array.from({ length: width }, (_, column) => ({ header, content: line[column]?.content ?? [] }))
  })
  return rows.filter((row) => row.length > 0)
}

/** All cells of a row of ours are headers or none is; the corner above the names of rows may be any. */
function isHeaderRow(line: readonly (PastedCell | undefined)[]): boolean {
  const cells = Array.from(line)
  const isCorner = (cell: PastedCell, column: number) => column === 0 && cell.content.length === 0
  return (
    cells.some((cell) => cell?.header) &&
    cells.every((cell, column) => cell === undefined || cell.header || isCorner(cell, column))
  )
}

export function captionOf(table: Element): Element | undefined {
  return Array.from(table.children).find((child) => child.localName === 'caption')
}

function rowsOf(table: Element): Element[] {
  return Array.from(table.querySelectorAll('tr')).filter((row) => row.closest('table') === table)
}

function cellsOf(row: Element): Element[] {
  return Array.from(row.children).filter((child) => child.localName === 'td' || child.localName === 'th')
}

function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10)
  return Number.isFinite(span) ? Math.min(Math.max(span, 1), MAX_SPAN) : 1
}

function readCell(cell: Element, readBlocks: ReadBlocks): PastedCell {
  return { header: isHeader(cell), content: asOneLine(readBlocks(cell)) }
}

/** Of a column: the name of a row is words. */
function isHeader(cell: Element): boolean {
  if (cell.parentElement?.parentElement?.localName === 'thead') return true
  return cell.localName === 'th' && !cell.getAttribute('scope')?.startsWith('row')
}

/** Cells hold inline text only: blocks become lines, and list marks stay as text. */
export function asOneLine(nodes: readonly PastedNode[]): Inline[] {
  const content: Inline[] = []
  for (const line of nodes.flatMap(linesOf)) {
    if (content.length > 0) content.push({ lineBreak: true })
    for (const each of line) content.push(each)
  }
  return content
}

function linesOf(node: PastedNode): Inline[][] {
  if (node.type === 'table') return node.rows.map((row) => row.flatMap((cell) => [...cell.content, textRun(' ', {})]))
  const mark = markInCell(node)
  if (mark === '') return [node.content]
  return [[textRun(node.content.length > 0 ? `${mark} ` : mark, {}), ...node.content]]
}

function markInCell(node: PastedBlock): string {
  return printedMark(node) || (node.kind === 'bullet' || node.kind === 'number' ? '–' : '')
}
