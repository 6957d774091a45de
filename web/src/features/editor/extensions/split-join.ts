import { newBlockId } from '@app/server/document'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { deleteAcrossCells, deleteSelected } from './delete-selected.ts'

/** What follows these at their end is plain text again. */
const TITLES = ['heading', 'chapter', 'section']
/** These step down to a paragraph before Backspace joins them. */
const STEPPING = ['bullet', 'number', 'ust', 'pkt', 'lit', 'tiret', 'section']

/** A command of ProseMirror's form over a transaction. */
export type Change = (state: EditorState, transaction: Transaction) => boolean

/**
 * Enter. An empty list item or unit becomes a paragraph; at the start of text an empty block comes before it, so that the
 * text keeps its block; inside, the head keeps the block and the tail gets a new one.
 */
export const enter: Change = (state, transaction) => {
  if (state.selection.empty && isEmptyUnit(state.selection.$from.parent))
    return toParagraph(transaction, state.selection.$from)
  if (!state.selection.empty) deleteSelected(transaction)
  const { $from } = transaction.selection
  const block = $from.parent
  if (block.type.name === 'tableCell') return lineBreak(state, transaction)
  if (block.type.name !== 'block') return false
  if ($from.parentOffset === 0 && block.content.size > 0) {
    const { kind, level } = block.attrs
    transaction.insert($from.before(), block.type.create({ kind, level, id: newBlockId() }))
  } else transaction.split($from.pos, 1, [{ type: block.type, attrs: attributesAfter($from) }])
  transaction.scrollIntoView()
  return true
}

function isEmptyUnit(block: Node): boolean {
  return block.type.name === 'block' && block.content.size === 0 && block.attrs.kind !== 'paragraph'
}

function attributesAfter($from: ResolvedPos): Record<string, unknown> {
  const { kind, level } = $from.parent.attrs
  const isAtEnd = $from.parentOffset === $from.parent.content.size
  const next = isAtEnd && TITLES.includes(kind) ? { kind: 'paragraph', level: 0 } : { kind, level }
  return { ...next, id: newBlockId() }
}

function toParagraph(transaction: Transaction, $position: ResolvedPos): boolean {
  const start = $position.before()
  transaction.setNodeAttribute(start, 'kind', 'paragraph')
  if ($position.parent.attrs.level !== 0) transaction.setNodeAttribute(start, 'level', 0)
  return true
}

/** Shift-Enter, and Enter in a table cell. */
export const lineBreak: Change = (state, transaction) => {
  const type = state.schema.nodes.hardBreak
  if (type === undefined) return false
  deleteAcrossCells(transaction)
  transaction.replaceSelectionWith(type.create(), true).scrollIntoView()
  return true
}

/** Backspace at the start of a block: first one level up, then a paragraph, then one with the block before. */
export const backspace: Change = (state, transaction) => {
  const { $from, empty } = state.selection
  if (!empty) return deleteAcrossCells(transaction)
  if ($from.parentOffset > 0) return false
  if ($from.parent.type.name === 'tableCell') return true
  if ($from.parent.type.name !== 'block') return false
  const { kind, level } = $from.parent.attrs
  if (STEPPING.includes(kind)) {
    if (level === 0) return toParagraph(transaction, $from)
    transaction.setNodeAttribute($from.before(), 'level', level - 1)
    return true
  }
  return joinBackward(state, transaction)
}

function joinBackward(state: EditorState, transaction: Transaction): boolean {
  const { $from } = state.selection
  const index = $from.index(0)
  if (index === 0) return true
  const previous = state.doc.child(index - 1)
  const start = $from.before(1)
  if (previous.type.name === 'table') return intoTable(transaction, $from, start)
  // The emptied one goes, so that a heading below an empty line stays a heading.
  if (previous.content.size === 0) transaction.delete(start - previous.nodeSize, start)
  else transaction.join(start)
  transaction.scrollIntoView()
  return true
}

/**
 * Before a table there is nothing to join with: the caret goes into its last cell, and an empty block goes away, but for
 * the last one: without it nothing could be written below the table.
 */
function intoTable(transaction: Transaction, $from: ResolvedPos, start: number): boolean {
  const isBetween = $from.index(0) < $from.node(0).childCount - 1
  if ($from.parent.content.size === 0 && isBetween) transaction.delete(start, $from.after(1))
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(start), -1)).scrollIntoView()
  return true
}

/** Delete at the end of a block. */
export const deleteForward: Change = (state, transaction) => {
  const { $from, empty } = state.selection
  if (!empty) return deleteAcrossCells(transaction)
  if ($from.parentOffset < $from.parent.content.size) return false
  if ($from.parent.type.name === 'tableCell') return true
  if ($from.parent.type.name !== 'block') return false
  const index = $from.index(0)
  if (index === state.doc.childCount - 1) return true
  const end = $from.after(1)
  const next = state.doc.child(index + 1)
  if ($from.parent.content.size === 0) transaction.delete($from.before(1), end)
  else if (next.type.name === 'block') transaction.join(end)
  else transaction.setSelection(TextSelection.near(transaction.doc.resolve(end), 1))
  transaction.scrollIntoView()
  return true
}
