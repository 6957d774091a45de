import { Fragment, Slice } from '@tiptap/pm/model'
import { TextSelection, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import { deleteSelected } from '../extensions/delete-selected.ts'
import { type Chunk, chunksOf } from './chunks.ts'
import { anchorOf, insertInFront } from './insert-in-front.ts'
import { type Landing, landingOf } from './landing.ts'
import { toInline, toNode, toRows } from './nodes.ts'
import type { PastedBlock, PastedNode } from './pasted.ts'
import { placeWithoutSelection } from './place.ts'

const EMPTY_LINE: PastedBlock = { type: 'block', kind: 'paragraph', level: 0, content: [] }

export interface InsertOptions {
  /** Does the present block become what the first of these is? Words that belong into it leave it as it is. */
  takesKind?: boolean
}

/**
 * Puts blocks in place of the selection, in transactions small enough for one push each.
 * @returns false where the document did not take all of it: a change may be one that cannot be proposed
 */
export function insertNodes(
  view: EditorView,
  nodes: readonly PastedNode[],
  { takesKind = true }: InsertOptions = {},
): boolean {
  const place = placeWithoutSelection(view.state)
  const isLaid = takesKind || place.parent.type.name !== 'block'
  const landing: Landing = isLaid ? landingOf(place, nodes) : { before: [], here: nodes, takesKind }
  if (landing.before.length > 0 && !insertInFront(view, anchorOf(place), landing)) return false
  return insertHere(view, landing)
}

function insertHere(view: EditorView, { here, takesKind }: Landing): boolean {
  let before: PastedNode | undefined
  const chunks = chunksOf(here)
  for (const chunk of chunks) {
    const { tr } = view.state
    if (!tr.selection.empty) deleteSelected(tr)
    insertChunk(tr, chunk, before, takesKind)
    if (chunk === chunks.at(-1)) dropEmptyLanding(tr)
    view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
    // What comes next goes on from a place that is not there.
    if (tr.docChanged && view.state.doc === tr.before) return false
    before = chunk.nodes.at(-1)
  }
  return true
}

function insertChunk(tr: Transaction, chunk: Chunk, before: PastedNode | undefined, takesKind: boolean): void {
  const [first, ...rest] = chunk.nodes
  if (!first) return
  if (chunk.continues && first.type === 'table') {
    appendRows(tr, first)
    insertBlocks(tr, rest, true)
    return
  }
  if (chunk.continues) insertBlocks(tr, chunk.nodes, false)
  else if (before?.type === 'block') insertBlocks(tr, [EMPTY_LINE, ...chunk.nodes], false)
  else insertBlocks(tr, chunk.nodes, before?.type === 'table' || takesKind)
}

/** The line that waits behind a table for what may follow is not wanted where text follows anyway. */
function dropEmptyLanding(tr: Transaction): void {
  const { $from } = tr.selection
  const index = $from.index(0)
  const isLanding = $from.depth === 1 && $from.parent.content.size === 0 && $from.parent.attrs.id === null
  const isBetween = tr.doc.maybeChild(index - 1)?.type.name === 'table' && tr.doc.maybeChild(index + 1)?.isTextblock
  if (isLanding && isBetween) tr.delete($from.before(), $from.after())
}

/** Rows of a table that was too large for one transaction; the caret waits right behind it. */
function appendRows(tr: Transaction, part: Extract<PastedNode, { type: 'table' }>): void {
  const table = tr.doc.resolve(tr.selection.$from.before()).nodeBefore
  if (table?.type.name !== 'table') throw new Error('A continued table has lost its beginning.')
  tr.insert(tr.selection.$from.before() - 1, toRows(tr.doc.type.schema, part.rows))
}

/** `takesKind`: the present block becomes what the first pasted block is. */
function insertBlocks(tr: Transaction, nodes: readonly PastedNode[], takesKind: boolean): void {
  const { $from } = tr.selection
  const [first] = nodes
  if (!first) return
  if (first.type === 'table' && $from.parentOffset === 0) {
    insertBefore(tr, nodes)
    return
  }
  if (takesKind && first.type === 'block') takeKind(tr, first)
  if (nodes.length === 1 && first.type === 'block') {
    tr.replaceWith($from.pos, $from.pos, toInline(tr.doc.type.schema, first.content))
  } else {
    insertOpen(tr, nodes)
  }
}

/** Whole blocks in front of the present one, which is left as it is. */
function insertBefore(tr: Transaction, nodes: readonly PastedNode[]): void {
  const place = tr.selection.$from.before()
  tr.insert(
    place,
    nodes.map((node) => toNode(tr.doc.type.schema, node)),
  )
}

/** The first block goes on in the present one, the rest of the present one goes on in the last. */
function insertOpen(tr: Transaction, nodes: readonly PastedNode[]): void {
  const place = tr.selection.$from.pos
  const opened = nodes[0]?.type === 'table' ? [EMPTY_LINE, ...nodes] : nodes
  const closed = opened.at(-1)?.type === 'table' ? [...opened, EMPTY_LINE] : opened
  const content = Fragment.from(closed.map((node) => toNode(tr.doc.type.schema, node)))
  const slice = new Slice(content, 1, 1)
  tr.step(new ReplaceStep(place, place, slice))
  tr.setSelection(TextSelection.create(tr.doc, tr.mapping.maps.at(-1)!.map(place, 1)))
}

function takeKind(tr: Transaction, { kind, level }: PastedBlock): void {
  const block = tr.selection.$from.before()
  tr.setNodeAttribute(block, 'kind', kind).setNodeAttribute(block, 'level', level)
}
