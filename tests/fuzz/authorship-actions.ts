import { BLOCK_KINDS } from '@app/server/document'
import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { dropPoint } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import { copiedBetween } from '../../web/src/features/editor/copy/copied.ts'
import { deleteSelected } from '../../web/src/features/editor/extensions/delete-selected.ts'
import { insertNodes } from '../../web/src/features/editor/paste/insert.ts'
import type { PastedNode } from '../../web/src/features/editor/paste/pasted.ts'
import { type Action, anyAction, type Hand } from './actions.ts'
import { block, type HeadlessEditor } from './editors.ts'
import { anyPosition, type Range, textPlaces, topLevel } from './places.ts'
import type { Random } from './random.ts'

/** What an author works with: besides the hand, what they cut out last. */
export interface AuthorHand extends Hand {
  cut: readonly PastedNode[] | null
}

interface AuthorAction extends Omit<Action, 'run'> {
  run(hand: AuthorHand): void
}

/** What is moved counts as moved from so many characters on; shorter pieces may be typed anew by chance. */
const MOVED_LENGTH = 16
/** A whole block or cell counts as moved from so many on. */
const MOVED_BLOCK_LENGTH = 4
/** Of the binding's own fuzz: whatever does not cut into a table in a way the editor never does. */
const SHARED: ReadonlySet<string> = new Set([
  'type',
  'type on',
  'enter',
  'backspace',
  'attribute',
  'markup',
  'format',
  'break',
  'insert block',
  'delete block',
  'several steps',
  'insert table',
  'type in cell',
  'add row',
  'add column',
  'delete row',
  'delete column',
  'delete table',
  'header row',
])
/** Whoever proposes strikes what they move, and the words at the new place are another's copy: their own. */
const MOVING: ReadonlySet<string> = new Set(['several steps'])

/** Somewhere with at least so many characters in it, mostly inside of one block; its ends do not cut into a table. */
function anyPassage({ state }: HeadlessEditor, random: Random, least: number): Range | null {
  const places = textPlaces(state.doc).filter(({ node }) => node.type.name === 'block')
  if (places.length === 0) return null
  const [one, other] = [random.pick(places), random.chance(0.7) ? null : random.pick(places)]
  const [first, last] = other === null || other.start >= one.start ? [one, other ?? one] : [other, one]
  const from = snap(state.doc, first.start + random.below(first.node.content.size + 1))
  const end = last.start + last.node.content.size
  const start = Math.max(from, last.start)
  const to = snap(state.doc, Math.min(end, start + least + random.below(24)))
  return from < to && lengthOf(state.doc.slice(from, to)) >= least ? { from, to } : null
}

/** The same to be moved: no line in it may be a single character, which anybody could have typed anew. */
function anyMovable(editor: HeadlessEditor, random: Random): Range | null {
  const range = anyPassage(editor, random, MOVED_LENGTH)
  return range !== null && !hasLetterAlone(editor.state.doc.slice(range.from, range.to).content) ? range : null
}

function hasLetterAlone(content: Fragment): boolean {
  let found = false
  content.descendants((node) => {
    found ||= node.isTextblock && [...node.textContent].length === 1
    return !node.isTextblock
  })
  return found
}

function snap(doc: HeadlessEditor['state']['doc'], position: number): number {
  const { parent, parentOffset } = doc.resolve(position)
  return /[\ud800-\udbff]$/.test(parent.textBetween(0, parentOffset, '', '\n')) ? position + 1 : position
}

function lengthOf({ content }: Slice): number {
  return content.textBetween(0, content.size, '', '').length
}

function isInTable({ state }: HeadlessEditor, position: number): boolean {
  return state.doc.resolve(position).node(1).type.name === 'table'
}

function typeOver({ editor, random, fresh }: AuthorHand): void {
  const range = anyPassage(editor, random, 1)
  if (range) editor.edit((tr) => tr.insertText(fresh(2), range.from, range.to))
}

function deletePassage({ editor, random }: AuthorHand): void {
  const range = anyPassage(editor, random, 1)
  if (range) editor.edit((tr) => tr.delete(range.from, range.to))
}

/** As Backspace does it, also where the selection cuts into a table. */
function deleteAnything({ editor, random }: AuthorHand): void {
  const [from, to] = [anyPosition(editor, random), anyPosition(editor, random)]
  if (from === null || to === null || !random.chance(0.3)) return
  editor.select(from, to)
  editor.edit(deleteSelected)
}

function pasteFresh({ editor, random, fresh }: AuthorHand): void {
  const position = anyPosition(editor, random)
  if (position === null || isInTable(editor, position)) return
  const pasted = Array.from({ length: 1 + random.below(3) }, () =>
    block(fresh(1 + random.below(20)), { kind: random.pick(BLOCK_KINDS) }),
  )
  const slice = new Slice(Fragment.from(pasted), random.below(2), random.below(2))
  editor.edit((tr) => tr.replace(position, position, slice))
}

/** Drags a passage elsewhere, as the browser does it: one transaction. */
function dragText({ editor, random }: AuthorHand): void {
  const range = anyMovable(editor, random)
  const target = anyPosition(editor, random)
  if (!range || target === null || (target >= range.from && target <= range.to)) return
  const slice = editor.state.doc.slice(range.from, range.to)
  // Dropped on a cell, several blocks would tear its table apart.
  if (slice.content.childCount > 1 && isInTable(editor, target)) return
  const place = dropPoint(editor.state.doc, target, slice) ?? target
  editor.select(range.from, range.to)
  editor.edit((tr) => {
    tr.deleteSelection()
    tr.replaceRange(tr.mapping.map(place), tr.mapping.map(place), slice)
  })
}

/** Drags one or more whole blocks or tables elsewhere. */
function dragBlocks({ editor, random }: AuthorHand): void {
  const all = topLevel(editor.state.doc)
  const first = random.below(all.length)
  const moved = all.slice(first, first + 1 + random.below(3))
  const [start, end] = [moved[0], moved.at(-1)]
  const isShort = moved.some(
    ({ node }) => node.isTextblock && node.content.size > 0 && lengthOfNode(node) < MOVED_BLOCK_LENGTH,
  )
  if (!start || !end || moved.length === all.length || isShort) return
  if (hasLetterAlone(editor.state.doc.slice(start.position, end.position + end.node.nodeSize).content)) return
  editor.edit((tr) => {
    const slice = tr.doc.slice(start.position, end.position + end.node.nodeSize)
    tr.delete(start.position, end.position + end.node.nodeSize)
    tr.insert(random.pick(topLevel(tr.doc)).position, slice.content)
  })
}

function lengthOfNode({ textContent }: Node): number {
  return textContent.length
}

function cut(hand: AuthorHand): void {
  const { editor, random } = hand
  const range = anyMovable(editor, random)
  if (!range) return
  hand.cut = copiedBetween(editor.state.doc, range.from, range.to, { labelOf: () => '', keepsStruck: true })
  editor.select(range.from, range.to)
  editor.edit((tr) => tr.deleteSelection())
}

/** The characters that were cut out, in the order in which they stood. */
export function wordsOf(nodes: readonly PastedNode[]): string {
  const contents = nodes.flatMap((node) =>
    node.type === 'table' ? node.rows.flatMap((row) => row.map((cell) => cell.content)) : [node.content],
  )
  return contents.flatMap((content) => content.map((piece) => ('text' in piece ? piece.text : ''))).join('')
}

/** Puts in again what was cut, once or several times. */
export function putIn(hand: AuthorHand): void {
  const { editor, random } = hand
  const position = anyPosition(editor, random)
  if (hand.cut === null || position === null || isInTable(editor, position)) return
  editor.select(position)
  insertNodes(editor as unknown as EditorView, hand.cut)
  if (random.chance(0.7)) hand.cut = null
}

const OWN: readonly AuthorAction[] = [
  { name: 'type over', weight: 3, run: typeOver },
  { name: 'delete passage', weight: 3, run: deletePassage },
  { name: 'delete anything', weight: 1, run: deleteAnything },
  { name: 'paste', weight: 2, run: pasteFresh },
  { name: 'drag text', weight: 4, run: dragText },
  { name: 'drag blocks', weight: 2, run: dragBlocks },
  { name: 'cut', weight: 4, run: cut },
  { name: 'put in', weight: 6, run: putIn },
]
const WEIGHTED = OWN.flatMap((action) => Array.from({ length: action.weight }, () => action))

/** What an editor does next. */
export function anyAuthorAction(random: Random): AuthorAction {
  if (random.chance(0.4)) return random.pick(WEIGHTED)
  return sharedAction(random, SHARED)
}

/** What somebody who only proposes does next. */
export function anyProposerAction(random: Random): AuthorAction {
  if (random.chance(0.3))
    return random.pick(OWN.filter(({ run }) => [typeOver, deletePassage, pasteFresh].includes(run)))
  return sharedAction(random, new Set([...SHARED].filter((name) => !MOVING.has(name))))
}

function sharedAction(random: Random, names: ReadonlySet<string>): AuthorAction {
  for (;;) {
    const action = anyAction(random)
    if (names.has(action.name)) return action
  }
}
