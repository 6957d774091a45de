import { type Formats, type Inline, withoutNul } from '@app/server/document'
import { Fragment, type Mark, type Node, type Schema } from '@tiptap/pm/model'
import type { PastedNode, PastedTable } from './pasted.ts'

const PLAIN_MARKS = ['bold', 'italic', 'underline', 'strike'] as const

/** Pasted blocks as editor nodes; the editor gives every block without an id, or with one in use, its own. */
export function toNode(schema: Schema, pasted: PastedNode): Node {
  if (pasted.type === 'table') return schema.nodes.table!.create(null, toRows(schema, pasted.rows))
  const { id = null, kind, level, content } = pasted
  return schema.nodes.block!.create({ id, kind, level }, toInline(schema, content))
}

export function toRows(schema: Schema, rows: PastedTable['rows']): Node[] {
  const { tableRow, tableCell } = schema.nodes
  return rows.map((cells) =>
    tableRow!.create(
      null,
      cells.map((cell) => tableCell!.create({ header: cell.header }, toInline(schema, cell.content))),
    ),
  )
}

export function toInline(schema: Schema, content: readonly Inline[]): Fragment {
  return Fragment.from(
    content.flatMap((inline) => {
      const marks = toMarks(schema, inline.formats ?? {})
      if (!('text' in inline)) return schema.nodes.hardBreak!.create(null, null, marks)
      const words = withoutNul(inline.text)
      return words === '' ? [] : schema.text(words, marks)
    }),
  )
}

function toMarks(schema: Schema, formats: Formats): Mark[] {
  const plain = PLAIN_MARKS.filter((name) => formats[name]).map((name) => schema.marks[name]!.create())
  const link = formats.link === undefined ? [] : [schema.marks.link!.create({ href: formats.link })]
  const comments = (formats.comment ?? []).map((id) => schema.marks.comment!.create({ id }))
  return [...plain, ...link, ...comments]
}
