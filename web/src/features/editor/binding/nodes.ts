import {
  firstItem,
  HEAD_ID,
  implicitIdAfter,
  NO_FORMATS,
  type RowRecord,
  type Run,
  readLine,
  readSections,
  type Section,
  type TableRecord,
} from '@app/server/document'
import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { toMarks } from './marks.ts'

/** The whole document as the editor shows it, built from nothing: what every incremental update must agree with. */
export function shownDocument(schema: Schema, text: Y.Text): Node {
  const builder = new NodeBuilder(schema)
  const nodes = readSections(text).flatMap((section) => builder.nodesOf(section))
  return schema.topNodeType.create(null, nodes.length > 0 ? nodes : [builder.emptyHead()])
}

/** Makes editor nodes out of sections. Keeps the nodes of table cells, so that a key in one does not build the others. */
export class NodeBuilder {
  private readonly schema: Schema
  private readonly cells = new WeakMap<Y.Text, Node>()

  constructor(schema: Schema) {
    this.schema = schema
  }

  /** None for an empty head, one for a block, one or two for a table (with the implicit paragraph after it). */
  nodesOf(section: Section): Node[] {
    const { table, runs, marker, id } = section
    if (table !== null) {
      const node = this.tableNode(id, table)
      return runs.length > 0 ? [node, this.implicit(implicitIdAfter(id), runs)] : [node]
    }
    if (marker === null) return runs.length > 0 ? [this.implicit(HEAD_ID, runs)] : []
    const { kind, level, proposed } = section
    return [this.block({ id, kind, level, ...proposed }, runs)]
  }

  /** What stands in a document that holds nothing at all. */
  emptyHead(): Node {
    return this.implicit(HEAD_ID, [])
  }

  /** The cell's text changed: its node is built again when next asked for. */
  forget(cell: Y.Text): void {
    this.cells.delete(cell)
  }

  private implicit(id: string, runs: Run[]): Node {
    return this.block({ id, kind: 'paragraph', level: 0 }, runs)
  }

  private block(attrs: Record<string, unknown>, runs: Run[]): Node {
    return this.type('block').create(attrs, this.inline(runs))
  }

  private tableNode(id: string, table: TableRecord): Node {
    const rows = table.rows.map((row) => this.type('tableRow').create({ id: row.id }, this.rowCells(table, row)))
    return this.type('table').create({ id }, rows)
  }

  private rowCells(table: TableRecord, row: RowRecord): Node[] {
    return table.columns.map((column, index) => {
      const text = row.cells[index] ?? null
      const attrs = { id: column.id, header: row.header, missing: text === null }
      if (text === null) return this.type('tableCell').create(attrs)
      const known = this.cells.get(text)
      if (known?.hasMarkup(this.type('tableCell'), attrs)) return known
      const node = this.type('tableCell').create(attrs, this.inline(readLine(firstItem(text), NO_FORMATS).runs))
      this.cells.set(text, node)
      return node
    })
  }

  private inline(runs: Run[]): Fragment {
    const nodes = runs.map(({ text, formats }) => {
      const marks = toMarks(this.schema, formats)
      return text === null ? this.type('hardBreak').create(null, null, marks) : this.schema.text(text, marks)
    })
    return Fragment.fromArray(joinEqualText(nodes))
  }

  private type(name: string) {
    const type = this.schema.nodes[name]
    if (type === undefined) throw new Error(`The editor's schema has no ${name}`)
    return type
  }
}

/** Formats that are not shown can part two runs that look the same; the editor holds them as one. */
function joinEqualText(nodes: Node[]): Node[] {
  const out: Node[] = []
  for (const node of nodes) {
    const last = out.at(-1)
    if (last?.isText && node.isText && last.sameMarkup(node)) {
      out[out.length - 1] = node.type.schema.text(`${last.text}${node.text}`, node.marks)
    } else out.push(node)
  }
  return out
}
