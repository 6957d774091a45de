import writeXlsxFile, { type CellObject, type Row } from 'write-excel-file/node'
import { cleanText } from './clean.ts'
import { type Cell, type Entries, FORMULA_SIGNS, type Moment, type Sheet, warsawMoment } from './sheet.ts'

/** Excel opens no file with a longer cell. */
const MAX_CELL = 32_767
const MAX_SHEET_NAME = 31
const LINE_POINTS = 15
/** No row can be higher. */
const MAX_ROW_POINTS = 409
const COUNTED_YEARS = /^(19|[2-9]\d)\d{2}-/
const FORMULA = new RegExp(`^\\s*[${FORMULA_SIGNS}]`, 'u')

const HEADING = {
  fontWeight: 'bold',
  backgroundColor: '#E7F0F8',
  bottomBorderStyle: 'thin',
  bottomBorderColor: '#6D7B8F',
  alignVertical: 'top',
  wrap: true,
} as const
const BODY = { align: 'left', alignVertical: 'top', wrap: true } as const

/** A workbook of one sheet: title, subtitle and headings stay in sight; dates are dates; words wrap and are never formulas. */
export async function renderXlsx({ title, subtitle, name, columns, rows }: Sheet): Promise<Uint8Array> {
  const headings = columns.map(({ heading }) => heading)
  const head: Row[] = [
    [{ value: cellText(title), type: String, fontWeight: 'bold', fontSize: 14 }],
    [{ value: cellText(subtitle), type: String }],
    withHeight(headings, columns, (heading) => ({ value: cellText(heading), type: String, ...HEADING })),
  ]
  const sheet = {
    sheet: name.slice(0, MAX_SHEET_NAME),
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: head.length,
    orientation: 'landscape',
  } as const
  const options = { fontFamily: 'Calibri', fontSize: 11 }
  const body = rows.map((row) => withHeight(row, columns, toXlsx))
  return writeXlsxFile([...head, ...body], sheet, options).toBuffer()
}

/** Excel fits the height of a row to words that wrap; LibreOffice does not, and would show their first line only. */
function withHeight<Given extends Cell>(
  row: readonly Given[],
  columns: Sheet['columns'],
  toCell: (cell: Given) => CellObject | null,
): Row {
  const lines = row.map((cell, index) => lineCount(wordsOf(cell), columns[index]?.width ?? 1))
  const height = Math.min(MAX_ROW_POINTS, Math.max(1, ...lines) * LINE_POINTS)
  const [first, ...others] = row.map(toCell)
  return [{ ...first, height }, ...others]
}

function lineCount(text: string, width: number): number {
  return text.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / width)), 0)
}

function toXlsx(cell: Cell): CellObject | null {
  if (typeof cell === 'number') return { value: cell, type: Number, ...BODY }
  if (typeof cell === 'object' && cell !== null && 'at' in cell) return toDate(cell)
  const value = cellText(wordsOf(cell))
  if (value === '') return null
  // As text it stays text also when somebody edits it.
  return { value, type: String, ...BODY, ...(FORMULA.test(value) && { format: '@' }) }
}

/** Spreadsheets know no zones: what the clock in Krakow showed. A day before those they count stands there as words. */
function toDate(moment: Moment): CellObject {
  const shown = warsawMoment(moment)
  if (!COUNTED_YEARS.test(shown)) return { value: shown, type: String, ...BODY }
  const value = new Date(moment.isDay ? `${shown}T00:00Z` : `${shown.replace(' ', 'T')}Z`)
  return { value, type: Date, format: moment.isDay ? 'dd.mm.yyyy' : 'dd.mm.yyyy hh:mm', ...BODY }
}

function wordsOf(cell: Cell): string {
  if (typeof cell === 'string') return cell
  return typeof cell === 'object' && cell !== null && 'entries' in cell ? fitted(cell) : ''
}

/** Whole entries, as many as a cell holds, and how many it does not. */
function fitted({ entries: given, left: [before, after] }: Entries): string {
  // Measured as it will stand there: composing may make it longer.
  const entries = given.map(cleaned)
  const all = entries.join('\n')
  if (all.length <= MAX_CELL) return all
  let room = MAX_CELL - `${before}${entries.length}${after}`.length
  const first = entries.findIndex((entry) => {
    room -= entry.length + 1
    return room < 0
  })
  return [...entries.slice(0, first), `${before}${entries.length - first}${after}`].join('\n')
}

function cleaned(text: string): string {
  return cleanText(text).replace(/\r\n?/g, '\n')
}

function cellText(text: string): string {
  const clean = cleaned(text)
  return clean.length <= MAX_CELL ? clean : `${clean.slice(0, MAX_CELL - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
