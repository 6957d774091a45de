import {
  cellText,
  firstItem,
  isId,
  isShown,
  type Line,
  markerMap,
  NO_FORMATS,
  newBlockId,
  newRow,
  type RowRecord,
  readLine,
  readTableParts,
  tableParts,
  toStorable,
  type WriteContext,
} from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { longestIncreasing } from './align.ts'
import { type InlineToken, inlineTokens } from './tokens.ts'
import { writeInline } from './write-inline.ts'

/**
 * Brings a stored table to what the editor shows: columns and rows are matched by id, cells by both, and inside a cell
 * only the characters that differ are written. A cell that is missing because row and column met is left to the server.
 */
export function writeTable(marker: Y.Item, node: Node, context: WriteContext): void {
  const stored = readTableParts(marker)
  const parts = tableParts(marker)
  if (stored === null || parts === null) return
  const map = markerMap(marker)
  if (isId(node.attrs.id) && map.get('id') !== node.attrs.id) map.set('id', node.attrs.id)
  const columns = columnsOf(node)
  writeColumns(parts.columns, columns)
  const added = new Set(columns.filter((id) => !stored.columns.some((column) => column.id === id)))
  for (const row of parts.rows)
    if (row instanceof Y.Map && !isShown(row)) for (const id of added) addCell(row, id, null)
  new RowWriter(parts.rows, columns, added, context).write(stored.rows, childrenOf(node))
}

/** The column ids of all rows in one order. While a command is under way some rows may lack a cell. */
export function columnsOf(table: Node): string[] {
  const columns: string[] = []
  for (const row of childrenOf(table)) {
    let at = 0
    for (const cell of childrenOf(row)) {
      const id: unknown = cell.attrs.id
      if (!isId(id)) continue
      const known = columns.indexOf(id)
      if (known < 0) columns.splice(at++, 0, id)
      else at = known + 1
    }
  }
  return columns
}

export function childrenOf(node: Node): Node[] {
  return [...node.children]
}

/** A deleted column keeps its cells, which are shown no more: undo only has to bring its id back. */
function writeColumns(columns: Y.Array<unknown>, wanted: string[]): void {
  const entries = columns.toArray()
  for (let index = entries.length - 1; index >= 0; index--) {
    if (!wanted.includes(entries[index] as string)) columns.delete(index)
  }
  let at = 0
  for (const id of wanted) {
    const known = columns.toArray().indexOf(id)
    if (known < 0) columns.insert(at++, [id])
    else at = known + 1
  }
}

class RowWriter {
  private readonly rows: Y.Array<unknown>
  private readonly columns: string[]
  private readonly addedColumns: Set<string>
  private readonly context: WriteContext

  constructor(rows: Y.Array<unknown>, columns: string[], addedColumns: Set<string>, context: WriteContext) {
    this.rows = rows
    this.columns = columns
    this.addedColumns = addedColumns
    this.context = context
  }

  write(stored: RowRecord[], shown: Node[]): void {
    const places = new Map(stored.map((row, index) => [row.id, index]))
    const kept = new Set(
      longestIncreasing(
        shown.filter((row) => places.has(row.attrs.id)),
        (row) => places.get(row.attrs.id) ?? 0,
      ),
    )
    const keptIds = new Set([...kept].map((row) => row.attrs.id))
    for (const row of stored) if (!keptIds.has(row.id)) row.map.delete('shown')
    let at = 0
    for (const row of shown) {
      const record = kept.has(row) ? stored[places.get(row.attrs.id) ?? -1] : undefined
      if (record) {
        this.keep(record, row)
        at = this.indexOf(record.map) + 1
      } else this.rows.insert(at++, [this.create(row)])
    }
  }

  private indexOf(map: Y.Map<unknown>): number {
    return this.rows.toArray().indexOf(map)
  }

  private create(row: Node): Y.Map<unknown> {
    const cells = this.columns.map((id) => [id, newCell(cellNode(row, id))] as const)
    return newRow({ id: isId(row.attrs.id) ? row.attrs.id : newBlockId(), header: isHeader(row), cells })
  }

  private keep({ map, header }: RowRecord, row: Node): void {
    if (header && !isHeader(row)) map.delete('header')
    if (!header && isHeader(row)) map.set('header', 1)
    for (const id of this.columns) {
      const text = cellText(map, id)
      const node = cellNode(row, id)
      if (text !== null) writeCell(text, node, this.context)
      else if (this.addedColumns.has(id)) addCell(map, id, node)
    }
  }
}

function isHeader(row: Node): boolean {
  return row.firstChild?.attrs.header === true
}

function cellNode(row: Node, columnId: string): Node | null {
  return childrenOf(row).find((cell) => cell.attrs.id === columnId) ?? null
}

function addCell(row: Y.Map<unknown>, columnId: string, node: Node | null): void {
  const cells = row.get('cells')
  if (cells instanceof Y.Map && !cells.has(columnId)) cells.set(columnId, newCell(node))
}

function newCell(node: Node | null): Y.Text {
  const text = new Y.Text()
  const tokens = node === null ? [] : inlineTokens(node)
  text.applyDelta(
    tokens.map((token) => ({
      insert: token.type === 'character' ? toStorable(token.text) : { br: 1 },
      attributes: { ...token.formats },
    })),
  )
  return text
}

/** A cell that the editor no longer shows, while its row and column stay, was emptied. */
function writeCell(text: Y.Text, node: Node | null, context: WriteContext): void {
  const before = lineTokens(readLine(firstItem(text), NO_FORMATS))
  writeInline(text, 0, before, node === null ? [] : inlineTokens(node), context)
}

function lineTokens(line: Line): InlineToken[] {
  return line.runs.flatMap(({ text, formats }): InlineToken[] =>
    text === null
      ? [{ type: 'break', formats, size: 1 }]
      : [...text].map((character) => ({ type: 'character', text: character, formats, size: character.length })),
  )
}
