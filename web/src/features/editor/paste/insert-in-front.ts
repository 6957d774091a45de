import { isImplicitId } from '@app/server/document'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { deleteSelected } from '../extensions/delete-selected.ts'
import { type Chunk, chunksOf } from './chunks.ts'
import { isPlain, type Landing } from './landing.ts'
import { toInline, toNode, toRows } from './nodes.ts'

export interface Anchor {
  /** Null where it has none of its own, and gets one as soon as something stands in front of it. */
  id: string | null
  /** How many blocks there are from it to the end. */
  behind: number
}

export function anchorOf(place: ResolvedPos): Anchor {
  const id: string | null = place.parent.attrs.id
  return { id: id === null || isImplicitId(id) ? null : id, behind: place.node(0).childCount - place.index(0) }
}

/**
 * Puts whole blocks in front of this one, in transactions small enough for one push each.
 * @returns false where the document did not take all of them
 */
export function insertInFront(view: EditorView, block: Anchor, { before, here }: Landing): boolean {
  const isAbove = isPlain(before)
  for (const chunk of chunksOf(before)) {
    const { tr } = view.state
    if (!tr.selection.empty) deleteSelected(tr)
    insertChunk(tr, chunk, frontOf(tr.doc, block, isAbove))
    view.dispatch(tr.setMeta('paste', true).setMeta('uiEvent', 'paste'))
    if (view.state.doc === tr.before) return false
  }
  const { tr } = view.state
  const caret = here.length > 0 ? startOf(tr.doc, block) : endOf(tr.doc, frontOf(tr.doc, block, isAbove), block)
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
function frontOf(doc: Node, block: Anchor, isAbove: boolean): number {
  const place = placeOf(doc, block)
  const { nodeBefore, nodeAfter } = doc.resolve(place)
  const isLent =
    nodeBefore?.attrs.kind === 'section' && nodeBefore.content.size === 0 && nodeAfter?.attrs.kind === 'ust'
  return isAbove && isLent ? place - nodeBefore.nodeSize : place
}

function placeOf(doc: Node, { id, behind }: Anchor): number {
  let found = -1
  doc.forEach((node, position, index) => {
    if (id === null ? index === doc.childCount - behind : node.attrs.id === id) found = position
  })
  if (found < 0) throw new Error('The block that something is pasted in front of is gone.')
  return found
}

function startOf(doc: Node, block: Anchor): Selection {
  return TextSelection.create(doc, placeOf(doc, block) + 1)
}

/** Behind what stands in front of a place; a table has no such place. */
function endOf(doc: Node, place: number, block: Anchor): Selection {
  const isTable = doc.resolve(place).nodeBefore?.type.name === 'table'
  return isTable ? startOf(doc, block) : Selection.near(doc.resolve(place), -1)
}
