/**
 * A text at a moment as a player gets it: every unit with what the last step did to it; one that was left alone is only
 * named, where the player has the text before.
 */
import type { Piece, RowDifference, TableDifference, TableLine, UnitDifference, UnitState } from './difference.ts'
import { addKept, type Border } from './pieces.ts'

/** Whose the changes of a unit itself are, not of its words: indexes of sources. */
export interface UnitCredit {
  /** Of its coming, going, moving, being split off or joined. */
  unit: number | null
  kind: number | null
  level: number | null
  /** Of a table, in its order. */
  columns: (number | null)[]
  rows: (number | null)[]
}

export interface FrameUnit {
  unit: UnitDifference
  /** Null where nobody changed anything. */
  by: UnitCredit | null
}

/**
 * A frame as text. Yjs ids are left out.
 * @param isKnown whether whoever reads it has the text before: then units that were left alone are only named
 */
export function encodeFrame(units: readonly FrameUnit[], isKnown: boolean): string {
  const touched = touchedIds(units.map(({ unit }) => unit))
  const sent = units.map((each): SentUnit => {
    const { after } = each.unit
    if (after === null || !isStill(each.unit, touched)) return each
    return isKnown ? after.id : { still: { ...settledUnit(each.unit, after), before: null } }
  })
  return JSON.stringify(sent, (key, value: unknown) => (YJS_KEYS.has(key) ? undefined : value))
}

const YJS_KEYS: ReadonlySet<string> = new Set(['ids', 'standing', 'kindBy', 'levelBy', 'headerBy'])

/** As `encodeFrame` writes it: the id of a unit that is known, a unit that was left alone, or one with changes. */
type SentUnit = string | { still: UnitDifference } | FrameUnit

/**
 * The frame that was sent.
 * @param known the text before, by the ids of its units
 * @throws Error where a unit is named that is not known
 */
export function decodeFrame(sent: string, known: ReadonlyMap<string, UnitDifference>): FrameUnit[] {
  return (JSON.parse(sent) as SentUnit[]).map((each): FrameUnit => {
    if (typeof each !== 'string') {
      if ('still' in each) return { unit: revived({ ...each.still, before: each.still.after }), by: null }
      return { unit: revived(each.unit), by: each.by }
    }
    const unit = known.get(each)
    if (unit === undefined) throw new Error('A frame names a unit that is not known')
    return { unit, by: null }
  })
}

/** The text after all changes: nothing is deleted, inserted or moved in it any more. */
export function settle(units: readonly UnitDifference[]): UnitDifference[] {
  const out: UnitDifference[] = []
  const byId = new Map<string, UnitDifference>()
  for (const unit of units) {
    if (unit.after !== null) {
      const settled = settledUnit(unit, unit.after)
      out.push(settled)
      byId.set(unit.after.id, settled)
    } else if (unit.type === 'block' && unit.joinedTo !== null) {
      // Its words go on at the end of the block it was joined to.
      const target = byId.get(unit.joinedTo)
      if (target?.type === 'block') target.pieces = settledPieces([...target.pieces, ...unit.pieces])
    }
  }
  return out
}

/** Units whose words went to another or came from one, though nothing is said of themselves. */
function touchedIds(units: readonly UnitDifference[]): ReadonlySet<string> {
  return new Set(
    units.flatMap((unit) => (unit.type === 'block' ? [unit.splitFrom ?? [], unit.joinedTo ?? []] : [])).flat(),
  )
}

function isStill(unit: UnitDifference, touched: ReadonlySet<string>): boolean {
  const { before, after, category, move, renumbered, spacing } = unit
  if (before === null || after === null || category !== null || move !== null || renumbered || spacing) return false
  if (touched.has(before.id) || touched.has(after.id) || !isSameState(before, after)) return false
  if (unit.type === 'block') return unit.splitFrom === null && unit.joinedTo === null && unit.pieces.every(isKept)
  return unit.columns.every(isLineKept) && unit.rows.every(isRowKept)
}

const SHOWN = ['id', 'kind', 'level', 'label', 'printed', 'reference', 'part', 'nth', 'ending'] as const

function isSameState(a: UnitState, b: UnitState): boolean {
  return SHOWN.every((key) => a[key] === b[key])
}

function isKept(piece: Piece): boolean {
  return piece.change === 'keep' && piece.lookBefore === undefined
}

function isLineKept({ change, placeBefore, placeAfter }: TableLine): boolean {
  return change === 'keep' && placeBefore === placeAfter
}

function isRowKept(row: RowDifference): boolean {
  return isLineKept(row) && row.headerBefore === row.headerAfter && row.cells.every((cell) => cell.every(isKept))
}

const SETTLED = { category: null, move: null, renumbered: false, spacing: false } as const

/** One that is settled already stays the object it is: whoever shows it has nothing to draw anew. */
function settledUnit(unit: UnitDifference, state: UnitState): UnitDifference {
  if (unit.before === state) return unit
  if (unit.type === 'table') return settledTable(unit, state)
  const base = { before: state, after: state, splitFrom: null, joinedTo: null }
  return { type: 'block', ...base, ...SETTLED, pieces: settledPieces(unit.pieces) }
}

function settledTable({ columns, rows }: TableDifference, state: UnitState): TableDifference {
  const order = [...columns.keys()].filter((at) => columns[at]?.placeAfter !== null)
  order.sort((a, b) => placeOf(columns[a]) - placeOf(columns[b]))
  const kept = rows.filter(({ placeAfter }) => placeAfter !== null).sort((a, b) => placeOf(a) - placeOf(b))
  return {
    type: 'table',
    before: state,
    after: state,
    ...SETTLED,
    columns: order.flatMap((at) => columns[at] ?? []).map(settledLine),
    rows: kept.map((row) => ({
      ...settledLine(row),
      headerBefore: row.headerAfter,
      headerAfter: row.headerAfter,
      headerBy: { before: row.headerBy.after, after: row.headerBy.after },
      cells: order.map((at) => settledPieces(row.cells[at] ?? [])),
    })),
  }
}

function placeOf(line: TableLine | undefined): number {
  return line?.placeAfter ?? 0
}

function settledLine({ idAfter, placeAfter, standing: { after } }: TableLine): TableLine {
  return {
    idBefore: idAfter,
    idAfter,
    change: 'keep',
    placeBefore: placeAfter,
    placeAfter,
    standing: { before: after, after },
  }
}

function settledPieces(pieces: readonly Piece[]): Piece[] {
  const parts: (Piece | Border)[] = []
  for (const { change, text, look } of pieces) {
    if (change !== 'delete' && text !== '') addKept(parts, text, look, look)
  }
  return parts.filter((part) => 'change' in part)
}

/** Puts back what was left out: no id of Yjs is known. */
function revived(unit: UnitDifference): UnitDifference {
  const after = revivedState(unit.after)
  const before = unit.before === unit.after ? after : revivedState(unit.before)
  if (unit.type === 'block') return { ...unit, before, after, pieces: unit.pieces.map(revivedPiece) }
  return {
    ...unit,
    before,
    after,
    columns: unit.columns.map(revivedLine),
    rows: unit.rows.map(revivedRow),
  }
}

function revivedState(state: UnitState | null): UnitState | null {
  return state === null ? null : { ...state, standing: null, kindBy: null, levelBy: null }
}

function revivedPiece(piece: Piece): Piece {
  return piece.change === 'delete' || piece.change === 'insert' ? { ...piece, ids: [] } : piece
}

function revivedRow(row: RowDifference): RowDifference {
  const cells = row.cells.map((cell) => cell.map(revivedPiece))
  return { ...revivedLine(row), headerBy: { before: null, after: null }, cells }
}

function revivedLine<Line extends TableLine>(line: Line): Line {
  return { ...line, standing: { before: null, after: null } }
}
