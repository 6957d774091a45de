import { getSchema } from '@tiptap/core'
import type { Node, NodeType } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { expect, it } from 'vitest'
import * as nodes from '../extensions/nodes.ts'
import * as tables from '../extensions/table-nodes.ts'
import { repairTables } from './table-shape.ts'

const schema = getSchema([...Object.values(nodes), ...Object.values(tables)])
const make = (name: string, id: string, content: Node[] = []): Node =>
  (schema.nodes[name] as NodeType).create({ id }, content)

it('gives a row that a drag across cells left without any its cells again', () => {
  const full = make(
    'tableRow',
    'r1',
    ['k1', 'k2'].map((id) => make('tableCell', id)),
  )
  const table = make('table', 't', [full, make('tableRow', 'r2')])
  const doc = schema.nodes.doc?.create(null, [make('block', 'a'), table])
  const transaction = EditorState.create({ schema, ...(doc && { doc }) }).tr
  repairTables(transaction, make('block', 'b'), () => 'new')
  const rows = transaction.doc.child(1).children.map((row) => row.children.map(({ attrs }) => attrs.id))
  expect(rows).toEqual([
    ['k1', 'k2'],
    ['k1', 'k2'],
  ])
})
