import { BLOCK_KINDS } from '@app/server/document'
import { Fragment, type Mark, Slice } from '@tiptap/pm/model'
import { backspace, enter } from '../../web/src/features/editor/extensions/split-join.ts'
import { block, type HeadlessEditor, schema } from './editors.ts'
import type { How } from './ledger.ts'
import { anyBlock, anyPosition, anyRange, blocks, topLevel } from './places.ts'
import type { Random } from './random.ts'
import { tableActions } from './table-actions.ts'

/** What an action works with. `fresh` gives characters that were never used before. */
export interface Hand {
  editor: HeadlessEditor
  random: Random
  fresh(count: number): string
}

export interface Action {
  name: string
  weight: number
  run(hand: Hand): void
  /** Typing where nothing is said: cut and paste, drag, and edits across cells make characters again; nothing else may. */
  how?: How
}

function type({ editor, random, fresh }: Hand): void {
  const position = anyPosition(editor, random)
  if (position !== null) editor.edit((tr) => tr.insertText(fresh(1 + random.below(3)), position))
}

function typeOn({ editor, random, fresh }: Hand): void {
  const position = anyPosition(editor, random)
  if (position === null) return
  editor.select(position)
  for (let key = 0; key < 4; key++) editor.edit((tr) => tr.insertText(fresh(1)))
}

function typeOver({ editor, random, fresh }: Hand): void {
  const range = anyRange(editor, random)
  if (range) editor.edit((tr) => tr.insertText(fresh(2), range.from, range.to))
}

function deleteText({ editor, random }: Hand): void {
  const range = anyRange(editor, random)
  if (range) editor.edit((tr) => tr.delete(range.from, range.to))
}

function press(change: typeof enter, atStart: boolean) {
  return ({ editor, random }: Hand) => {
    const position = atStart ? startOfAnyBlock(editor, random) : anyPosition(editor, random)
    if (position === null) return
    editor.select(position)
    editor.edit((tr) => void change(editor.state, tr))
  }
}

function startOfAnyBlock(editor: HeadlessEditor, random: Random): number | null {
  const found = anyBlock(editor, random)
  return found === null ? null : found.position + 1
}

function setAttribute({ editor, random }: Hand): void {
  const found = anyBlock(editor, random)
  if (found === null) return
  const { position } = found
  // An impossible level must be put right in the view and never reach the others.
  const level = random.chance(0.05) ? 'zle' : random.below(6)
  if (random.chance(0.6)) editor.edit((tr) => tr.setNodeAttribute(position, 'kind', random.pick(BLOCK_KINDS)))
  else editor.edit((tr) => tr.setNodeAttribute(position, 'level', level))
}

function setMarkup({ editor, random }: Hand): void {
  const found = anyBlock(editor, random)
  if (found === null) return
  const { node, position } = found
  const attrs = { ...node.attrs, kind: random.pick(BLOCK_KINDS), level: random.below(4) }
  editor.edit((tr) => tr.setNodeMarkup(position, null, attrs))
}

function anyMark(random: Random): Mark {
  return random.pick([
    schema.mark('bold'),
    schema.mark('italic'),
    schema.mark('link', { href: `https://example.org/${random.below(3)}` }),
    schema.mark('comment', { id: `c${random.below(4)}` }),
    schema.mark('ins', { id: `p${random.below(2)}` }),
    schema.mark('del', { id: `p${random.below(2)}` }),
  ])
}

function format({ editor, random }: Hand): void {
  const range = anyRange(editor, random)
  const mark = anyMark(random)
  if (!range) return
  if (random.chance(0.7)) editor.edit((tr) => tr.addMark(range.from, range.to, mark))
  else editor.edit((tr) => tr.removeMark(range.from, range.to, mark.type))
}

function insertBreak({ editor, random }: Hand): void {
  const position = anyPosition(editor, random)
  if (position !== null) editor.edit((tr) => tr.insert(position, schema.node('hardBreak')))
}

function paste({ editor, random, fresh }: Hand): void {
  const range = anyRange(editor, random)
  if (!range) return
  const pasted = Array.from({ length: 1 + random.below(4) }, () =>
    block(fresh(1 + random.below(4)), { kind: random.pick(BLOCK_KINDS) }),
  )
  const slice = new Slice(Fragment.from(pasted), random.below(2), random.below(2))
  const to = random.chance(0.5) ? range.to : range.from
  editor.edit((tr) => tr.replace(range.from, to, slice))
}

function insertBlock({ editor, random, fresh }: Hand): void {
  const { position } = random.pick(topLevel(editor.state.doc))
  editor.edit((tr) => tr.insert(position, block(fresh(2))))
}

function deleteBlock({ editor, random }: Hand): void {
  const { node, position } = random.pick(topLevel(editor.state.doc))
  if (editor.state.doc.childCount > 1) editor.edit((tr) => tr.delete(position, position + node.nodeSize))
}

/** Drags one or more whole blocks or tables elsewhere. */
function dragBlocks({ editor, random }: Hand): void {
  const { doc } = editor.state
  const first = random.below(doc.childCount)
  const last = Math.min(doc.childCount - 1, first + random.below(3))
  const all = topLevel(doc)
  const [start, end] = [all[first], all[last]]
  if (!start || !end || all.length === last - first + 1) return
  editor.edit((tr) => {
    const moved = doc.slice(start.position, end.position + end.node.nodeSize)
    tr.delete(start.position, end.position + end.node.nodeSize)
    tr.insert(random.pick(topLevel(tr.doc)).position, moved.content)
  })
}

/** Drags a piece of text elsewhere, as the browser does it: one transaction. */
function dragText({ editor, random }: Hand): void {
  const range = anyRange(editor, random)
  const target = anyPosition(editor, random)
  if (!range || target === null || (target >= range.from && target <= range.to)) return
  editor.edit((tr) => {
    const slice = tr.doc.slice(range.from, range.to)
    tr.delete(range.from, range.to)
    tr.replaceRange(tr.mapping.map(target), tr.mapping.map(target), slice)
  })
}

function severalSteps({ editor, random, fresh }: Hand): void {
  const position = anyPosition(editor, random)
  if (position === null) return
  editor.edit((tr) => {
    tr.insertText(fresh(2), position)
    const last = blocks(tr.doc).at(-1)
    if (last) tr.split(last.position + last.node.nodeSize - 1)
    const first = blocks(tr.doc)[0]
    if (first) tr.setNodeAttribute(first.position, 'kind', random.pick(BLOCK_KINDS))
  })
}

function deleteAll({ editor, random }: Hand): void {
  if (random.chance(0.1)) editor.edit((tr) => tr.delete(0, tr.doc.content.size))
}

const TEXT_ACTIONS: readonly Action[] = [
  { name: 'type', weight: 6, run: type },
  { name: 'type on', weight: 2, run: typeOn },
  { name: 'type over', weight: 2, run: typeOver, how: 'edit' },
  { name: 'delete', weight: 2, run: deleteText, how: 'edit' },
  { name: 'enter', weight: 4, run: press(enter, false) },
  { name: 'backspace', weight: 4, run: press(backspace, true) },
  { name: 'attribute', weight: 2, run: setAttribute },
  { name: 'markup', weight: 2, run: setMarkup },
  { name: 'format', weight: 4, run: format },
  { name: 'break', weight: 1, run: insertBreak },
  { name: 'paste', weight: 2, run: paste, how: 'edit' },
  { name: 'insert block', weight: 1, run: insertBlock },
  { name: 'delete block', weight: 1, run: deleteBlock },
  { name: 'drag blocks', weight: 1, run: dragBlocks, how: 'move' },
  { name: 'drag text', weight: 1, run: dragText, how: 'edit' },
  { name: 'several steps', weight: 1, run: severalSteps },
  { name: 'delete all', weight: 1, run: deleteAll },
]

const WEIGHTED: readonly Action[] = [...TEXT_ACTIONS, ...tableActions].flatMap((action) =>
  Array.from({ length: action.weight }, () => action),
)

export function anyAction(random: Random): Action {
  return random.pick(WEIGHTED)
}
