// @vitest-environment happy-dom
import { type BlockKind, BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '../extensions/index.ts'

const open: Editor[] = []
afterEach(() => {
  told.length = 0
  for (const editor of open.splice(0)) editor.destroy()
})

const told: string[] = []

function edit(doc: Y.Doc): Editor {
  const element = document.body.appendChild(document.createElement('div'))
  const onDoubled = (how: string) => void told.push(how)
  const extensions = documentExtensions({ text: doc.getText(BODY), verify: true, onDoubled })
  const editor = new Editor({ element, extensions })
  open.push(editor)
  return editor
}

const block = (kind: BlockKind, id: string): DocumentContent[number] => ({
  type: 'block',
  id,
  kind,
  level: 0,
  content: id === '§' ? [] : [{ text: id }],
})

/** Two people in one text of a section and its ustępy. */
function pair(...words: string[]) {
  const docs = [createDocument(), createDocument()] as const
  docs[0].transact(() =>
    writeContent(docs[0].getText(BODY), [block('section', '§'), ...words.map((id) => block('ust', id))]),
  )
  Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]), 'remote')
  const [mine, theirs] = [edit(docs[0]), edit(docs[1])]
  const meet = () => {
    for (const [from, to] of [docs, [docs[1], docs[0]] as const])
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote')
    expect(mine.state.doc.toJSON()).toEqual(theirs.state.doc.toJSON())
  }
  return { mine, theirs, meet }
}

const shown = ({ state }: Editor) => state.doc.children.map(({ attrs, textContent }) => `${attrs.kind} ${textContent}`)

function caretAfter(editor: Editor, words: string): void {
  let place = 0
  editor.state.doc.descendants((node, position) => {
    const index = node.text?.indexOf(words) ?? -1
    if (index >= 0) place = position + index + words.length
  })
  editor.commands.setTextSelection(place)
}

function press(editor: Editor, key: string, more: KeyboardEventInit = {}): void {
  editor.view.dom.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

const type = (editor: Editor, words: string) => editor.view.dispatch(editor.state.tr.insertText(words))

/** I begin a unit behind the first, and somebody else goes on in it. */
function writtenOn(...words: string[]) {
  const both = pair(...words)
  const { mine, theirs, meet } = both
  caretAfter(mine, 'Pierwszy.')
  press(mine, 'Enter')
  type(mine, 'Nowy.')
  meet()
  caretAfter(theirs, 'Nowy.')
  type(theirs, ' Dopisek.')
  meet()
  return both
}

test('undoing a new unit leaves it where somebody else has written into it', () => {
  const { mine, meet } = writtenOn('Pierwszy.', 'Drugi.')
  while (mine.can().undo()) mine.commands.undo()
  meet()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy.', 'ust  Dopisek.', 'ust Drugi.'])
})

test('undoing a move leaves others’ words in a unit of their own', () => {
  const { mine, theirs, meet } = pair('Pierwszy.', 'Drugi.', 'Trzeci.')
  caretAfter(mine, 'Trzeci.')
  press(mine, 'ArrowUp', { altKey: true })
  meet()
  caretAfter(theirs, 'Trzeci.')
  type(theirs, ' Dopisek.')
  meet()
  mine.commands.undo()
  meet()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy.', 'ust  Dopisek.', 'ust Drugi.', 'ust Trzeci.'])
  expect(new Set(mine.state.doc.children.map(({ attrs }) => attrs.id)).size).toBe(5)
})

test('a unit that was only cut in two is whole again, and one that nobody wrote into is gone', () => {
  const { mine, theirs, meet } = pair('Pierwszy.', 'Drugi.')
  caretAfter(mine, 'Pier')
  press(mine, 'Enter')
  meet()
  caretAfter(theirs, 'Drugi.')
  type(theirs, ' Dopisek.')
  meet()
  mine.commands.undo()
  meet()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy.', 'ust Drugi. Dopisek.'])
})

/** What comes next is another step. */
const stop = (editor: Editor) => editor.storage.collaboration.binding?.undo.stopCapturing()

test('one undo of what others’ words hold undoes nothing older, and says so', () => {
  const { mine, theirs, meet } = pair('Pierwszy.', 'Drugi.')
  caretAfter(mine, 'Drugi.')
  type(mine, ' Sprzed godziny.')
  stop(mine)
  caretAfter(mine, 'Pierwszy.')
  press(mine, 'Enter')
  meet()
  theirs.commands.setTextSelection(14)
  type(theirs, 'Cudzy.')
  meet()
  const before = shown(mine)
  expect(before).toEqual(['section ', 'ust Pierwszy.', 'ust Cudzy.', 'ust Drugi. Sprzed godziny.'])
  mine.commands.undo()
  expect(shown(mine)).toEqual(before)
  expect(told).toEqual(['held'])
  mine.commands.undo()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy.', 'ust Cudzy.', 'ust Drugi.'])
})

test('a unit that was cut in two is whole again with what others wrote at its end', () => {
  const { mine, theirs, meet } = pair('Pierwszy. Dalej.', 'Drugi.')
  caretAfter(mine, 'Pierwszy.')
  press(mine, 'Enter')
  meet()
  caretAfter(theirs, 'Dalej.')
  type(theirs, '!')
  meet()
  mine.commands.undo()
  meet()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy. Dalej.!', 'ust Drugi.'])
})

test('what a block became later is undone, though others wrote into it', () => {
  const { mine, meet } = writtenOn('Pierwszy.')
  stop(mine)
  caretAfter(mine, 'Nowy.')
  mine.commands.setKind('pkt')
  meet()
  expect(shown(mine).at(-1)).toBe('pkt Nowy. Dopisek.')
  mine.commands.undo()
  meet()
  expect(shown(mine).at(-1)).toBe('ust Nowy. Dopisek.')
})

/** The second unit moves to the end, as a drag does it: its words are made again, by whoever moves it. */
function drag(editor: Editor): void {
  const unit = editor.state.doc.child(1)
  const start = editor.state.doc.child(0).nodeSize
  editor.view.dispatch(
    editor.state.tr.delete(start, start + unit.nodeSize).insert(editor.state.doc.content.size - unit.nodeSize, unit),
  )
}

/** I write into the last unit, and then do something to the one that others take away. */
function overtaken(change: (mine: Editor) => void) {
  const both = pair('Pierwszy.', 'Drugi.')
  const { mine, theirs, meet } = both
  caretAfter(mine, 'Drugi.')
  type(mine, ' Sprzed godziny.')
  stop(mine)
  caretAfter(mine, 'Pierwszy.')
  change(mine)
  meet()
  drag(theirs)
  meet()
  return both
}

test.each<[string, (mine: Editor) => void, string]>([
  ['words', (mine) => type(mine, ' Nowe.'), 'ust Pierwszy. Nowe.'],
  ['a kind', (mine) => void mine.commands.setKind('pkt'), 'pkt Pierwszy.'],
])('one undo of %s that others have moved undoes nothing older, and says so', (_what, change, moved) => {
  const { mine } = overtaken(change)
  mine.commands.undo()
  expect(shown(mine)).toEqual(['section ', 'ust Drugi. Sprzed godziny.', moved])
  expect(told).toEqual(['gone'])
  mine.commands.undo()
  expect(shown(mine)).toEqual(['section ', 'ust Drugi.', moved])
  expect(told).toEqual(['gone'])
})

test('a kind that others have replaced stays theirs, and nothing older is undone', () => {
  const { mine, theirs, meet } = pair('Pierwszy.', 'Drugi.')
  caretAfter(mine, 'Drugi.')
  type(mine, ' Sprzed godziny.')
  stop(mine)
  for (const [editor, kind] of [
    [mine, 'pkt'],
    [theirs, 'lit'],
  ] as const) {
    caretAfter(editor, 'Pierwszy.')
    editor.commands.setKind(kind)
    meet()
  }
  mine.commands.undo()
  expect(shown(mine)).toEqual(['section ', 'lit Pierwszy.', 'ust Drugi. Sprzed godziny.'])
  expect(told).toEqual(['gone'])
})

test('what I took back myself is passed over: by hand at once, or by undoing how it was taken away', () => {
  const { mine } = pair('Pierwszy.', 'Drugi.')
  caretAfter(mine, 'Pierwszy.')
  type(mine, ' Nowe.')
  stop(mine)
  mine.view.dispatch(mine.state.tr.delete(10, 17))
  stop(mine)
  const at = mine.state.selection.from
  mine.view.dispatch(mine.state.tr.insertText('x'))
  mine.view.dispatch(mine.state.tr.delete(at, at + 1))
  mine.commands.undo()
  expect(shown(mine)[1]).toMatch(/Nowe/)
  mine.commands.undo()
  expect(shown(mine)).toEqual(['section ', 'ust Pierwszy.', 'ust Drugi.'])
  expect(told).toEqual([])
})
