import { cleanText } from './clean.ts'
import { type Cell, FORMULA_SIGNS, type Sheet, warsawMoment } from './sheet.ts'

const BYTE_ORDER_MARK = '\ufeff'
const SEPARATOR = ';'
const LINE_END = '\r\n'

/** Where a cell begins for a program that separates by `;` – and for one that takes `,`, a tab or each line for a new cell. */
const FORMULA = new RegExp(`(^|[,;\\t\\n])((?:(?![\\t\\n])[\\s"\\p{Cf}])*)(?=[${FORMULA_SIGNS}])`, 'gu')

/** A table as Polish Excel opens it: UTF-8 with its mark, semicolons. It holds no formula, whatever people wrote. */
export function renderCsv({ columns, rows }: Sheet): Uint8Array {
  const lines = [columns.map(({ heading }) => heading), ...rows].map((line) => line.map(csvCell).join(SEPARATOR))
  return new TextEncoder().encode(BYTE_ORDER_MARK + lines.map((line) => line + LINE_END).join(''))
}

/** Numbers and dates as they are; words always in quotes, so that nothing in them ends a cell. */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object' && 'at' in cell) return warsawMoment(cell)
  const text = typeof cell === 'string' ? cell : cell.entries.join('\n')
  return `"${withoutFormulas(cleanText(text)).replaceAll('"', '""')}"`
}

/** The same words, with an apostrophe before whatever a spreadsheet could take for a formula. */
export function withoutFormulas(text: string): string {
  const safe = text.replace(/\r\n?/g, '\n').replace(FORMULA, "$1$2'")
  return /^[\t\n]/.test(safe) ? `'${safe}` : safe
}
