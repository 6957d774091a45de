import { AlignmentType, Paragraph, ShadingType, Table, TableCell, TableRow, WidthType } from 'docx'
import type { TableBlock, TableRow as TableRowContent } from '../document/content.ts'
import { inlineText } from '../document/plain-text.ts'
import { isAmount } from './amount.ts'
import { inlineRuns } from './docx-inline.ts'
import { TEXT_WIDTH } from './docx-style.ts'

const HEADER_SHADE = 'EDEFF2'
const CELL_MARGIN = { top: 40, bottom: 40, left: 100, right: 100 } as const

/** About the width of a letter, in twentieths of a point: a column is never narrower than its longest word. */
const LETTER = 130
const SIDES = CELL_MARGIN.left + CELL_MARGIN.right
const LONGEST_WISH = 60

/** The first row repeats on every page where all of it is a heading; rows are not split between pages. */
export function tableOf(block: TableBlock): Table {
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: columnWidths(block.rows),
    rows: block.rows.map((row, index) => tableRow(row, index === 0)),
  })
}

function tableRow(row: TableRowContent, first: boolean): TableRow {
  return new TableRow({
    cantSplit: true,
    tableHeader: first && row.cells.every((cell) => cell.header),
    children: row.cells.map(
      ({ header, content }) =>
        new TableCell({
          margins: CELL_MARGIN,
          ...(header && { shading: { type: ShadingType.CLEAR, fill: HEADER_SHADE } }),
          children: [
            new Paragraph({
              spacing: { after: 0 },
              ...(isAmount(content) && { alignment: AlignmentType.RIGHT }),
              children: inlineRuns(content, header),
            }),
          ],
        }),
    ),
  })
}

/** Every column gets its longest word; what is left goes where the text is longer. */
function columnWidths(rows: readonly TableRowContent[]): number[] {
  const count = Math.max(...rows.map((row) => row.cells.length))
  const columns = Array.from({ length: count }, (_, column) =>
    rows.map((row) => inlineText(row.cells[column]?.content ?? [])),
  )
  const least = columns.map((texts) => Math.max(...texts.map(longestWord), 1) * LETTER + SIDES)
  const wishes = columns.map((texts) => {
    const whole = Math.min(Math.max(...texts.map((text) => text.length)), LONGEST_WISH)
    return Math.max(whole - Math.max(...texts.map(longestWord)), 1)
  })
  const spare = TEXT_WIDTH - sum(least)
  if (spare < 0) return least.map((width) => Math.floor((width / sum(least)) * TEXT_WIDTH))
  return least.map((width, column) => width + Math.floor(((wishes[column] ?? 0) / sum(wishes)) * spare))
}

function longestWord(text: string): number {
  return text.split(/[ \n-]/).reduce((longest, word) => Math.max(longest, word.length), 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
