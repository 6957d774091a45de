import type * as Y from 'yjs'
import type { Block, DocumentContent, Inline, TableBlock, TextBlock } from './content.ts'
import { NO_FORMATS, toContentFormats } from './formats.ts'
import { HEAD_ID, implicitIdAfter } from './ids.ts'
import { type Line, type Run, readLine, readSections, type Section } from './sections.ts'
import type { TableRecord } from './table.ts'
import { firstItem } from './yjs.ts'

/** The document as plain data, in the normal form that editors show. Never empty, never writes. */
export function readContent(text: Y.Text): DocumentContent {
  const blocks = readSections(text).flatMap(blocksOfSection)
  return blocks.length > 0 ? blocks : [implicitParagraph(HEAD_ID, [])]
}

/** The blocks that a section shows: none, one, or a table and what stands behind it. */
export function blocksOfSection(section: Section): Block[] {
  if (section.table !== null) {
    const table = toTable(section.id, section.table)
    return hasText(section) ? [table, implicitParagraph(implicitIdAfter(section.id), section.runs)] : [table]
  }
  if (section.marker === null && !hasText(section)) return []
  const { id, kind, level, proposed } = section
  return [{ type: 'block', id, kind, level, content: toInline(section.runs), ...(proposed && { proposed }) }]
}

function hasText(line: Line): boolean {
  return line.runs.length > 0
}

function implicitParagraph(id: string, runs: Run[]): TextBlock {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: toInline(runs) }
}

function toTable(id: string, table: TableRecord): TableBlock {
  const rows = table.rows.map((row) => ({
    id: row.id,
    cells: table.columns.map((column, index) => ({
      id: column.id,
      header: row.header,
      content: toCellContent(row.cells[index] ?? null),
    })),
  }))
  return { type: 'table', id, rows }
}

function toCellContent(text: Y.Text | null): Inline[] {
  return text === null ? [] : toInline(readLine(firstItem(text), NO_FORMATS).runs)
}

export function toInline(runs: Run[]): Inline[] {
  const out: Inline[] = []
  for (const run of runs) {
    const formats = toContentFormats(run.formats)
    const last = out.at(-1)
    if (run.text !== null && last !== undefined && 'text' in last && sameContentFormats(last, formats))
      last.text += run.text
    else
      out.push({
        ...(run.text === null ? { lineBreak: true as const } : { text: run.text }),
        ...(formats && { formats }),
      })
  }
  return out
}

/** Keys come in a fixed order from `toContentFormats`, so their JSON can be compared, where they are as many. */
function sameContentFormats({ formats: last }: Inline, formats: Inline['formats']): boolean {
  if (last === undefined || formats === undefined) return last === formats
  if (Object.keys(last).length !== Object.keys(formats).length) return false
  return JSON.stringify(last) === JSON.stringify(formats)
}
