import * as Y from 'yjs'
import type { FormatMap } from '../formats.ts'
import { newBlockId } from '../ids.ts'
import { isId } from '../shape.ts'
import type { RowRecord } from '../table.ts'
import { newRow, newTable } from '../write-content.ts'
import { type Part, readParts, type TablePart } from './parts.ts'

export interface Rebuilding {
  formatsOf(part: Part): FormatMap
  random: () => number
}

/** A table made again from what it was, not yet in any document. */
export function rebuildTable({ blockId, table }: TablePart, rebuilding: Rebuilding): Y.Map<unknown> {
  const columns = table.columns.map(({ id }) => id)
  const id = isId(blockId) ? blockId : newBlockId(rebuilding.random)
  return newTable({ id, columns, rows: table.rows.map((row) => rebuildRow(row, columns, rebuilding)) })
}

/** A row made again; `columns` name its cells in order. */
export function rebuildRow(row: RowRecord, columns: readonly string[], rebuilding: Rebuilding): Y.Map<unknown> {
  const id = isId(row.id) ? row.id : newBlockId(rebuilding.random)
  const cells = columns.map((column, at) => [column, rebuildCell(row.cells[at] ?? null, rebuilding)] as const)
  return newRow({ id, header: row.header, cells })
}

/** A cell made again without what was only proposed in it. */
export function rebuildCell(cell: Y.Text | null, { formatsOf }: Rebuilding): Y.Text {
  const text = new Y.Text()
  const delta = (cell === null ? [] : readParts(cell)).flatMap((part) => {
    if (part.type !== 'characters' || !part.isBase) return []
    const attributes = { ...formatsOf(part) }
    return part.text
      .split('\n')
      .flatMap((line, at) => [
        ...(at > 0 ? [{ insert: { br: 1 }, attributes }] : []),
        ...(line === '' ? [] : [{ insert: line, attributes }]),
      ])
  })
  text.applyDelta(delta, { sanitize: false })
  return text
}
