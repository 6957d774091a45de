/** What became of a table: of its rows, its columns and each of its cells. */

import type { LineChange, Piece, RowDifference, TableLine } from './difference.ts'
import type { Allowance } from './hunks.ts'
import { LineComparison } from './line-comparison.ts'
import { mergeOrders, type Place } from './order.ts'
import { wholePieces } from './pieces.ts'
import { longestRise } from './rise.ts'
import { type Standing, type StateRun, type StateTable, textOf } from './state.ts'
import { similarity, type Token, type Vocabulary } from './tokens.ts'

export interface ComparedTable {
  columns: TableLine[]
  rows: RowDifference[]
  isChanged: boolean
  spacing: boolean
}

const ALIKE = 0.5
/** More comparisons of rows with each other than this are left out. */
const MAX_COMPARISONS = 10_000

/** Two states of a table that are compared; null on one side: it came or went as a whole. */
export class TableComparison {
  /** The fewest words that must be taken out of cells and put in. */
  words = 0
  private readonly columns: TableLine[]
  private readonly rows: (Omit<RowDifference, 'cells'> & { cells: (Piece[] | LineComparison)[] })[]

  constructor(before: StateTable | null, after: StateTable | null, vocabulary: Vocabulary) {
    const columns = matchLines(columnsOf(before), columnsOf(after), vocabulary)
    const rows = matchLines(rowsOf(before), rowsOf(after), vocabulary)
    this.columns = columns.places.map((place) =>
      toLine(place, before?.columns[place.a ?? -1], after?.columns[place.b ?? -1], columns.moved),
    )
    this.rows = rows.places.map((place) => {
      const [was, is] = [before?.rows[place.a ?? -1], after?.rows[place.b ?? -1]]
      return {
        ...toLine(place, was, is, rows.moved),
        headerBefore: was?.header ?? false,
        headerAfter: is?.header ?? false,
        headerBy: { before: was?.headerBy ?? null, after: is?.headerBy ?? null },
        cells: columns.places.map(({ a, b }) => this.compareCell(was?.cells[a ?? -1], is?.cells[b ?? -1], vocabulary)),
      }
    })
  }

  write(allowance: Allowance): ComparedTable {
    let spacing = false
    const rows = this.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => {
        if (Array.isArray(cell)) return cell
        const written = cell.write(allowance)
        spacing ||= written.spacing
        return written.parts.filter((part) => 'change' in part)
      }),
    }))
    const isChanged = [...this.columns, ...rows].some(({ change }) => change !== 'keep') || rows.some(isRowChanged)
    return { columns: this.columns, rows, isChanged, spacing }
  }

  private compareCell(was: StateRun[] | undefined, is: StateRun[] | undefined, vocabulary: Vocabulary) {
    if (was === undefined || is === undefined) {
      return [...wholePieces(was ?? [], 'delete'), ...wholePieces(is ?? [], 'insert')]
    }
    const comparison = new LineComparison([was], [is], vocabulary)
    this.words += comparison.words
    return comparison
  }
}

function isRowChanged({ headerBefore, headerAfter, cells }: RowDifference): boolean {
  return headerBefore !== headerAfter || cells.some((pieces) => pieces.some(isVisible))
}

/** Does a piece show a change? White space and the look of white space do not. */
export function isVisible(piece: Piece): boolean {
  if (piece.change === 'keep') return piece.lookBefore !== undefined && piece.text.trim() !== ''
  return piece.change !== 'space'
}

interface Line {
  id: string
  text: string
}

function rowsOf(table: StateTable | null): Line[] {
  return (table?.rows ?? []).map(({ id, cells }) => ({ id, text: joinCells(cells) }))
}

function columnsOf(table: StateTable | null): Line[] {
  return (table?.columns ?? []).map(({ id }, at) => ({
    id,
    text: joinCells((table?.rows ?? []).map(({ cells }) => cells[at] ?? [])),
  }))
}

function joinCells(cells: readonly (readonly StateRun[])[]): string {
  return cells.map(textOf).join('\t')
}

/** Rows or columns of two tables: by id, then by what they say. */
function matchLines(a: readonly Line[], b: readonly Line[], words: Vocabulary) {
  const partner = new Int32Array(a.length).fill(-1)
  const free = new Set(b.keys())
  const take = (i: number, j: number | undefined): void => {
    if (j === undefined) return
    partner[i] = j
    free.delete(j)
  }
  const byId = new Map(b.map(({ id }, j) => [id, j]))
  for (const [i, { id }] of a.entries()) take(i, byId.get(id))
  const rest = (): number[] => [...a.keys()].filter((i) => partner[i] === -1 && a[i]?.text.trim() !== '')
  for (const i of rest())
    take(
      i,
      [...free].find((j) => b[j]?.text === a[i]?.text),
    )
  if (free.size * rest().length <= MAX_COMPARISONS) {
    const said = (line: Line | undefined): readonly Token[] => words.tokens(line?.text ?? '')
    for (const i of rest()) {
      const mine = said(a[i])
      take(
        i,
        [...free].find((j) => similarity(mine, said(b[j])) >= ALIKE),
      )
    }
  }
  const moved = findMoved(partner, a)
  return { places: mergeOrders(partner, b.length, moved), moved }
}

function findMoved(partner: Int32Array, lines: readonly Line[]): Set<number> {
  const matched = [...partner.keys()].filter((i) => partner[i] !== -1)
  const kept = longestRise(
    matched.map((i) => partner[i] as number),
    (at) => 1_000_000 + (lines[matched[at] as number]?.text.length ?? 0),
  )
  const moved = new Set(matched)
  for (const at of kept) moved.delete(matched[at] as number)
  return moved
}

function toLine(
  { a, b }: Place,
  was: ({ id: string } & Standing) | undefined,
  is: ({ id: string } & Standing) | undefined,
  moved: ReadonlySet<number>,
): TableLine {
  let change: LineChange = 'keep'
  if (a === null) change = 'added'
  else if (b === null) change = 'removed'
  else if (moved.has(a)) change = 'moved'
  return {
    idBefore: was?.id ?? null,
    idAfter: is?.id ?? null,
    change,
    placeBefore: a === null ? null : a + 1,
    placeAfter: b === null ? null : b + 1,
    standing: { before: was?.standing ?? null, after: is?.standing ?? null },
  }
}
