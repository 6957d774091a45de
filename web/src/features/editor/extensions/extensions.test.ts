// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, readContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { caretPosition, type RemoteCursor, showCursors } from '../binding/caret.ts'
import { documentExtensions } from './index.ts'

const open: Editor[] = []

afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy()
})

type Kind = Extract<DocumentContent[number], { type: 'block' }>['kind']

function paragraph(id: string, text: string, kind: Kind = 'paragraph'): DocumentContent[number] {
  return { type: 'block', id, kind, level: 0, content: text === '' ? [] : [{ text }] }
}

function edit(...content: DocumentContent): Editor {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  return join(doc)
}

function join(doc: Y.Doc): Editor {
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: documentExtensions({ text: doc.getText(BODY), verify: true }),
  })
  open.push(editor)
  return editor
}

function press(editor: Editor, key: string, modifiers: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })
  return editor.view.someProp('handleKeyDown', (handle) => handle(editor.view, event)) === true
}

function caretAfter(editor: Editor, text: string): void {
  editor.state.doc.descendants((node, position) => {
    const index = node.isText ? (node.text ?? '').indexOf(text) : -1
    if (index < 0) return
    const selection = TextSelection.create(editor.state.doc, position + index + text.length)
    editor.view.dispatch(editor.state.tr.setSelection(selection))
  })
}

function shown(editor: Editor): string[] {
  return editor.state.doc.children.map((node) => `${node.attrs.kind ?? node.type.name} ${node.textContent}`)
}

function textOf(editor: Editor): Y.Text {
  const binding = editor.storage.collaboration.binding
  if (binding === null) throw new Error('The editor has no binding')
  return binding.text
}

test('the editor shows its document, with marks, tables and computed labels', () => {
  const editor = edit(paragraph('a', 'Tytuł', 'heading'), paragraph('b', '', 'section'), paragraph('c', 'raz', 'ust'))
  expect(shown(editor)).toEqual(['heading Tytuł', 'section ', 'ust raz'])
  const labels = [...editor.view.dom.querySelectorAll('[data-label]')].map((block) => block.getAttribute('data-label'))
  expect(labels.join(' ')).toContain('§')
  expect(editor.view.dom.querySelector('[role=heading]')?.textContent).toBe('Tytuł')
})

test('Enter: after a title comes a paragraph, in a list the next item, in an empty item a paragraph', () => {
  const editor = edit(paragraph('a', 'Tytuł', 'heading'), paragraph('b', 'jeden dwa', 'pkt'))
  caretAfter(editor, 'Tytuł')
  press(editor, 'Enter')
  caretAfter(editor, 'jeden ')
  press(editor, 'Enter')
  caretAfter(editor, 'dwa')
  press(editor, 'Enter')
  press(editor, 'Enter')
  expect(shown(editor)).toEqual(['heading Tytuł', 'paragraph ', 'pkt jeden ', 'pkt dwa', 'paragraph '])
})

test('Enter at the start of text puts an empty block before it: the text keeps its block', () => {
  const editor = edit(paragraph('a', 'jeden', 'ust'))
  editor.commands.setTextSelection(1)
  press(editor, 'Enter')
  expect(shown(editor)).toEqual(['ust ', 'ust jeden'])
  expect(editor.state.doc.child(1).attrs.id).toBe('a')
})

test('Backspace at the start steps down first and joins then', () => {
  const editor = edit(paragraph('a', 'jeden'), paragraph('b', 'dwa', 'pkt'))
  editor.commands.setTextSelection(8)
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['paragraph jeden', 'paragraph dwa'])
  press(editor, 'Backspace')
  expect(shown(editor)).toEqual(['paragraph jedendwa'])
})

test('Tab and Shift-Tab walk ust, pkt, lit and tiret', () => {
  const editor = edit(paragraph('a', 'jeden', 'ust'))
  const kinds = ['Tab', 'Tab', 'Tab', 'Tab'].map((key) => press(editor, key) && editor.state.doc.child(0).attrs.kind)
  expect(kinds).toEqual(['pkt', 'lit', 'tiret', 'tiret'])
  press(editor, 'Tab', { shiftKey: true })
  expect(editor.state.doc.child(0).attrs.kind).toBe('lit')
})

test('Esc and then Tab leaves the text; after another key Tab stays in it', () => {
  const editor = edit(paragraph('a', 'jeden'))
  press(editor, 'Escape')
  expect(press(editor, 'Tab')).toBe(false)
  press(editor, 'ArrowLeft')
  expect(press(editor, 'Tab')).toBe(true)
})

test('no key with Ctrl and Alt is taken: AltGr types Polish letters', () => {
  const editor = edit(paragraph('a', 'jeden'))
  for (const key of [...'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ', ...'acelnosxz', ...'0123456789']) {
    expect(press(editor, key, { ctrlKey: true, altKey: true }), key).toBe(false)
  }
})

test('in a table Tab goes on to the next cell, and from the last one into a new row', () => {
  const editor = edit(paragraph('a', 'przed'))
  editor.commands.insertTable({ rows: 1, columns: 2 })
  press(editor, 'Tab')
  press(editor, 'Tab')
  editor.commands.insertContent('nowy wiersz')
  const table = readContent(textOf(editor)).find((block) => block.type === 'table')
  expect(table?.rows.map((row) => row.cells.map((cell) => cell.content))).toEqual([
    [[], []],
    [[{ text: 'nowy wiersz' }], []],
  ])
})

test('rows and columns come, go and come back by undo; with the last row goes the table', () => {
  const editor = edit(paragraph('a', 'przed'))
  const undo = editor.storage.collaboration.binding?.undo
  const size = () => editor.state.doc.children.find((node) => node.type.name === 'table')
  editor.commands.insertTable({ rows: 2, columns: 2 })
  editor.commands.insertContent('słowo')
  undo?.stopCapturing()
  editor.commands.addColumn('after')
  editor.commands.addRow('after')
  expect([size()?.childCount, size()?.child(0).childCount]).toEqual([3, 3])
  undo?.stopCapturing()
  editor.commands.setTextSelection(10)
  editor.commands.deleteRow()
  expect(editor.state.doc.textContent).toBe('przed')
  editor.commands.undo()
  expect(editor.state.doc.textContent).toBe('przedsłowo')
  for (let row = 0; row < 3; row++) {
    editor.commands.setTextSelection(10)
    editor.commands.deleteRow()
  }
  expect(size()).toBeUndefined()
})

test('deleting across cells empties them and leaves the table', () => {
  const editor = edit(paragraph('a', 'przed'))
  editor.commands.insertTable({ rows: 1, columns: 2 })
  editor.commands.insertContent('jeden')
  press(editor, 'Tab')
  editor.commands.insertContent('dwa')
  editor.commands.setTextSelection({ from: 13, to: 19 })
  press(editor, 'Backspace')
  const cells = editor.state.doc
    .child(1)
    .child(0)
    .children.map((cell) => cell.textContent)
  expect(cells).toEqual(['jed', 'a'])
})

test('undo takes back only my own edits', () => {
  const [here, there] = [createDocument(), createDocument()]
  here.transact(() => writeContent(here.getText(BODY), [paragraph('a', 'my')]))
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here), 'remote')
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') Y.applyUpdate(to, update, 'remote')
    })
  }
  const [mine, theirs] = [join(here), join(there)]
  mine.commands.insertContentAt(3, ' moje')
  theirs.commands.insertContentAt(1, 'ich ')
  mine.commands.undo()
  expect(mine.state.doc.textContent).toBe('ich my')
  expect(theirs.state.doc.textContent).toBe('ich my')
  expect(mine.can().undo()).toBe(false)
})

test('a link that could run is refused, and one in pasted content is dropped', () => {
  const editor = edit(paragraph('a', 'słowo'))
  editor.commands.selectAll()
  expect(editor.commands.setLink('javascript:alert(1)')).toBe(false)
  editor.commands.setContent(
    '<p>tu <a href="javascript:alert(1)">zła</a> i <a href="https://example.org/">dobra</a></p>',
  )
  const links = readContent(textOf(editor)).flatMap((block) =>
    block.type === 'block' ? block.content.map((inline) => inline.formats?.link) : [],
  )
  expect(links.filter(Boolean)).toEqual(['https://example.org/'])
})

test('somebody else’s caret stands at its character, moves with the text, and is hidden from screen readers', () => {
  const editor = edit(paragraph('a', 'jeden dwa'))
  const place = editor.storage.collaboration.binding?.toRelative(6) ?? null
  const cursor: RemoteCursor = {
    clientId: 7,
    name: 'Ewa',
    organization: 'Fundacja',
    color: 3,
    anchor: place,
    head: place,
  }
  showCursors(editor.view, [cursor])
  editor.commands.insertContentAt(1, 'oto ')
  const caret = editor.view.dom.querySelector('.remote-caret')
  expect(caret?.getAttribute('aria-hidden')).toBe('true')
  expect(caret?.textContent).toBe('Ewa · Fundacja')
  expect(caret?.previousSibling?.textContent).toBe('oto jeden')
})

test('a position that is none takes nobody’s cursor away, and leads nowhere', () => {
  const editor = edit(paragraph('a', 'jeden dwa'))
  const binding = editor.storage.collaboration.binding
  const ewa: RemoteCursor = { clientId: 7, name: 'Ewa', organization: null, color: 3, anchor: null, head: null }
  const place = binding?.toRelative(6) ?? null
  const crafted = [[], [0], [2], [7], [1, 4, 101, 118, 105, 108], [1, 200], [0, 255, 255]].map(
    (each) => new Uint8Array(each),
  )
  const others = crafted.map(
    (head, index): RemoteCursor => ({ ...ewa, clientId: 8 + index, name: 'Zły', anchor: place, head }),
  )
  showCursors(editor.view, [...others, { ...ewa, anchor: crafted[0] ?? null, head: place }])
  expect([...editor.view.dom.querySelectorAll('.remote-caret')].map(({ textContent }) => textContent)).toEqual(['Ewa'])
  for (const other of others) expect(binding && caretPosition(binding, other)).toBeNull()
})

test('what no database keeps is not typed, and never written', () => {
  const editor = edit(paragraph('a', 'jeden dwa'))
  const updates: Uint8Array[] = []
  textOf(editor).doc?.on('update', (update: Uint8Array) => updates.push(update))
  const type = (words: string) =>
    editor.view.someProp('handleTextInput', (handle) => handle(editor.view, 6, 6, words, () => editor.state.tr))
  expect(type('zwykłe')).toBeUndefined()
  expect(type('a\0b')).toBe(true)
  expect(type('\0')).toBe(true)
  expect(shown(editor)).toEqual(['paragraph jedenab dwa'])
  editor.view.dispatch(editor.state.tr.insertText('x\0y\ud83dz\ud83d\udcf1', 1))
  expect(shown(editor)).toEqual(['paragraph x\ufffdy\ufffdz\ud83d\udcf1jedenab dwa'])
  expect(textOf(editor).toString()).toContain('x\ufffdy\ufffdz\ud83d\udcf1jedenab dwa')
  const peer = new Y.Doc()
  Y.applyUpdate(peer, Y.encodeStateAsUpdate(textOf(editor).doc as Y.Doc))
  expect(peer.getText(BODY).toString()).toBe(textOf(editor).toString())
  for (const update of updates) expect(Buffer.from(update).toString('latin1')).not.toContain('x\0')
})

test('the line below a last table stays, and beside a table there is always a way to write', () => {
  const editor = edit(paragraph('a', ''))
  editor.commands.insertTable({ rows: 1, columns: 1 })
  const lines = () => editor.state.doc.children.map(({ type, textContent }) => `${type.name} ${textContent}`)
  const before = lines()
  expect(before.at(-1)).toBe('block ')
  editor.commands.setTextSelection(editor.state.doc.content.size - 1)
  press(editor, 'Backspace')
  expect(lines()).toEqual(before)
  expect(editor.state.selection.$from.parent.type.name).toBe('tableCell')
  editor.commands.leaveTable('before')
  editor.view.dispatch(editor.state.tr.insertText('nad'))
  expect(lines().slice(-3)).toEqual(['block nad', 'table ', 'block '])
})
