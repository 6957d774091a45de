/** Brings a table to what it was: rows and columns that are hidden are shown again, and only words in cells are written. */
import * as Y from 'yjs'
import { longestRise } from '../compare/rise.ts'
import { isId } from '../shape.ts'
import { cellText, type RowRecord, tableParts } from '../table.ts'
import { isShown } from '../yjs.ts'
import { readParts, type TablePart } from './parts.ts'
import { rebuildCell, rebuildRow } from './rebuild-table.ts'
import { planSteps, type Step } from './steps.ts'
import { type Writing, writeSteps } from './write-steps.ts'

export interface TablePlan {
  marker: Y.Item
  columns: string[]
  rows: RowPlan[]
  /** Rows that are shown now and are not to be. */
  gone: Y.Map<unknown>[]
}

interface RowPlan {
  wanted: RowRecord
  /** Null: it is made again. */
  map: Y.Map<unknown> | null
  /** In the order of the columns. */
  cells: CellPlan[]
}

interface CellPlan {
  wanted: Y.Text | null
  /** Null: it is made again. */
  text: Y.Text | null
  steps: Step[]
}

/** Plans how the table becomes what `target` is, which may be in another document. Pure. */
export function planTable({ item, table }: TablePart, target: TablePart): TablePlan {
  const columns = target.table.columns.map(({ id }) => id)
  const stored = (tableParts(item)?.rows.toArray() ?? []).filter((row) => row instanceof Y.Map)
  const found = findRows(stored, table.rows, target.table.rows)
  const rows = target.table.rows.map((wanted, at): RowPlan => {
    const map = found[at] ?? null
    return {
      wanted,
      map,
      cells: map === null ? [] : columns.map((id, index) => planCell(map, id, wanted.cells[index])),
    }
  })
  const kept = new Set(rows.map(({ map }) => map))
  return { marker: item, columns, rows, gone: table.rows.map(({ map }) => map).filter((map) => !kept.has(map)) }
}

export function stepsOfTable({ rows }: TablePlan): Step[] {
  return rows.flatMap(({ cells }) => cells.flatMap(({ steps }) => steps))
}

export function writeTable({ marker, columns, rows, gone }: TablePlan, writing: Writing): void {
  const parts = tableParts(marker)
  if (parts === null) return
  writeColumns(parts.columns, columns)
  for (const map of gone) map.delete('shown')
  let at = 0
  for (const row of rows) {
    if (row.map === null) parts.rows.insert(at, [rebuildRow(row.wanted, columns, rebuildingWith(writing))])
    else {
      at = indexOf(parts.rows, row.map)
      writeRow(row.map, row, columns, writing)
    }
    at += 1
  }
}

/** By their items, which hiding leaves where they are; where a table was made again, by their ids. */
function findRows(
  stored: readonly Y.Map<unknown>[],
  shown: readonly RowRecord[],
  wanted: readonly RowRecord[],
): (Y.Map<unknown> | null)[] {
  const byItem = new Map(stored.map((map) => [nameOf(map), map]))
  const found = wanted.map(({ map }) => byItem.get(nameOf(map)) ?? null)
  const taken = new Set(found)
  const byId = new Map(shown.filter(({ map }) => !taken.has(map)).map(({ id, map }) => [id, map]))
  wanted.forEach(({ id }, at) => {
    found[at] ??= byId.get(id) ?? null
  })
  return inOrder(found, (map) => stored.indexOf(map))
}

function nameOf({ _item: item }: Y.Map<unknown>): string {
  return item === null ? '' : `${item.id.client}.${item.id.clock}`
}

/** As many as can stay where they are; null for the others. */
function inOrder<T>(found: readonly (T | null)[], placeOf: (one: T) => number): (T | null)[] {
  const places = found.flatMap((one, at) => (one === null ? [] : [{ at, place: placeOf(one) }]))
  const kept = new Set(
    longestRise(
      places.map(({ place }) => place),
      () => 1,
    ).map((index) => places[index]?.at),
  )
  return found.map((one, at) => (kept.has(at) ? one : null))
}

function planCell(row: Y.Map<unknown>, columnId: string, wanted: Y.Text | null | undefined): CellPlan {
  const text = cellText(row, columnId)
  const target = wanted === null || wanted === undefined ? [] : readParts(wanted)
  return { wanted: wanted ?? null, text, steps: text === null ? [] : planSteps(text, readParts(text), target) }
}

/** A column's cells stay with the rows: bringing its id back brings them back. */
function writeColumns(stored: Y.Array<unknown>, wanted: readonly string[]): void {
  const entries = stored.toArray()
  const places = wanted.map((id) => entries.indexOf(id))
  const staying = inOrder(
    places.map((place) => (place < 0 ? null : place)),
    (place) => place,
  )
  const kept = new Set(staying)
  for (let index = entries.length - 1; index >= 0; index--) if (!kept.has(index)) stored.delete(index)
  wanted.forEach((id, at) => {
    if (staying[at] === null) stored.insert(at, [id])
  })
}

function writeRow(map: Y.Map<unknown>, { wanted, cells }: RowPlan, columns: readonly string[], writing: Writing): void {
  if (isId(wanted.id) && map.get('id') !== wanted.id) map.set('id', wanted.id)
  if (!isShown(map)) map.set('shown', 1)
  if (wanted.header && map.get('header') !== 1) map.set('header', 1)
  else if (!wanted.header && map.has('header')) map.delete('header')
  cells.forEach(({ text, steps, wanted: cell }, at) => {
    if (text !== null) writeSteps(steps, { ...writing, text })
    else setCell(map, columns[at] ?? '', rebuildCell(cell, rebuildingWith(writing)))
  })
}

function setCell(map: Y.Map<unknown>, columnId: string, cell: Y.Text): void {
  if (!(map.get('cells') instanceof Y.Map)) map.set('cells', new Y.Map())
  const cells = map.get('cells')
  if (cells instanceof Y.Map) cells.set(columnId, cell)
}

function rebuildingWith({ formatting, random }: Writing) {
  return { formatsOf: formatting.formatsOfBroughtBack.bind(formatting), random }
}

function indexOf(rows: Y.Array<unknown>, map: Y.Map<unknown>): number {
  return rows.toArray().indexOf(map)
}
