import type { Node } from '@tiptap/pm/model'
import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { deleteSelected } from '../extensions/delete-selected.ts'
import { type Chunk, chunksOf } from './chunks.ts'
import { isPlain, type Landing } from './landing.ts'
import { toInline, toNode, toRows } from './nodes.ts'

/**
 * Puts whole blocks in front of the one with this id, in transactions small enough for one push each.
 * @returns false where the document did not take all of them
 */
export function insertInFront(view: EditorView, id: unknown, { before, here }: Landing): boolean {
  const isAbove = isPlain(before)
  for (const chunk of chunksOf(before)) {
    const { tr } = view.state
    if (!tr.selection.empty) deleteSelected(tr)
    insertChunk(tr, chunk, frontOf(tr.doc, id, isAbove))
    view.dispatch(tr.setMeta('paste', true).setMeta('uiEvent', 'paste'))
    if (view.state.doc === tr.before) return false
  }
  const { tr } = view.state
  const caret = here.length > 0 ? startOf(tr.doc, id) : endOf(tr.doc, frontOf(tr.doc, id, isAbove), id)
  view.dispatch(tr.setSelection(caret).scrollIntoView())
  return true
}

function insertChunk(tr: Transaction, { nodes, continues }: Chunk, place: number): void {
  const { schema } = tr.doc.type
  const [first, ...rest] = nodes
  if (!first) return
  const whole = (continues ? rest : nodes).map((node) => toNode(schema, node))
  tr.insert(place, whole)
  if (continues)
    tr.insert(place - 1, first.type === 'table' ? toRows(schema, first.rows) : toInline(schema, first.content))
}

/** An empty § is printed with its first ust.: what belongs to neither stands above both. */
function frontOf(doc: Node, id: unknown, isAbove: boolean): number {
  const place = placeOf(doc, id)
  const { nodeBefore, nodeAfter } = doc.resolve(place)
  const isLent =
    nodeBefore?.attrs.kind === 'section' && nodeBefore.content.size === 0 && nodeAfter?.attrs.kind === 'ust'
  return isAbove && isLent ? place - nodeBefore.nodeSize : place
}

function placeOf(doc: Node, id: unknown): number {
  let found = -1
  doc.forEach((node, position) => {
    if (node.attrs.id === id) found = position
  })
  if (found < 0) throw new Error('The block that something is pasted in front of is gone.')
  return found
}

function startOf(doc: Node, id: unknown): Selection {
  return TextSelection.create(doc, placeOf(doc, id) + 1)
}

/** Behind what stands in front of a place; a table has no such place. */
function endOf(doc: Node, place: number, id: unknown): Selection {
  const isTable = doc.resolve(place).nodeBefore?.type.name === 'table'
  return isTable ? startOf(doc, id) : Selection.near(doc.resolve(place), -1)
}
