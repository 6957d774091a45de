import * as Y from 'yjs'
import type { DocumentContent, Inline, TableBlock, TextBlock } from './content.ts'
import { fromContentFormats } from './formats.ts'
import { isImplicitId, newBlockId } from './ids.ts'
import { isFormatAllowed, isId, isValueAllowed } from './shape.ts'

type DeltaPart = { insert: string | object; attributes: Record<string, unknown> }

/**
 * Writes content into an empty text (seed, template, import). Every block gets a marker; ids that are missing, implicit
 * or used twice are made anew. To be called inside the caller's transaction.
 * @throws when the text already holds something
 */
export function writeContent(text: Y.Text, content: DocumentContent, random: () => number = Math.random): void {
  if (text.length > 0) throw new Error('writeContent needs an empty text')
  const used = new Set<string>()
  const delta = content.flatMap((block) => {
    const id = freeId(block.id, used, random)
    return block.type === 'table'
      ? [part(tableMarker(block, id, random))]
      : [part(blockMarker(block, id)), ...block.content.map(toDelta)]
  })
  text.applyDelta(delta, { sanitize: false })
}

function freeId(wanted: string, used: Set<string>, random: () => number): string {
  let id = wanted
  while (!isId(id) || isImplicitId(id) || used.has(id)) id = newBlockId(random)
  used.add(id)
  return id
}

function part(insert: string | object, attributes: Record<string, unknown> = {}): DeltaPart {
  return { insert, attributes }
}

function toDelta(inline: Inline): DeltaPart {
  const formats = fromContentFormats(inline.formats)
  const allowed = Object.fromEntries(Object.entries(formats).filter(([key, value]) => isFormatAllowed(key, value)))
  return part('text' in inline ? inline.text : { br: 1 }, allowed)
}

function blockMarker(block: TextBlock, id: string): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', id],
    ['kind', block.kind],
    ['level', block.level],
    ...Object.entries(block.proposed ?? {}).filter(([key, value]) => isValueAllowed('marker', key, value)),
  ])
}

function tableMarker(table: TableBlock, id: string, random: () => number): Y.Map<unknown> {
  const usedColumns = new Set<string>()
  const usedRows = new Set<string>()
  const widest = table.rows.reduce((a, b) => (b.cells.length > a.cells.length ? b : a), table.rows[0] ?? { cells: [] })
  const columns = widest.cells.map((cell) => freeId(cell.id, usedColumns, random))
  const rows = table.rows.map((row) => {
    const texts = columns.map((column, index) => [column, cellOf(row.cells[index]?.content ?? [])] as const)
    return newRow({
      id: freeId(row.id, usedRows, random),
      header: row.cells.some((cell) => cell.header),
      cells: texts,
    })
  })
  return newTable({ id, columns, rows })
}

function cellOf(content: Inline[]): Y.Text {
  const text = new Y.Text()
  text.applyDelta(content.map(toDelta))
  return text
}

/** A table's marker, not yet in any document. An id that may not be stored is left out. */
export function newTable(table: { id: string | null; columns: string[]; rows: Y.Map<unknown>[] }): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ...(isId(table.id) ? ([['id', table.id]] as const) : []),
    ['kind', 'table'],
    ['level', 0],
    ['shown', 1],
    ['columns', Y.Array.from(table.columns)],
    ['rows', Y.Array.from(table.rows)],
  ])
}

/** A table's row, not yet in any document. */
export function newRow(row: {
  id: string
  header: boolean
  cells: (readonly [columnId: string, text: Y.Text])[]
}): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', row.id],
    ['shown', 1],
    ...(row.header ? ([['header', 1]] as const) : []),
    ['cells', new Y.Map(row.cells)],
  ])
}
