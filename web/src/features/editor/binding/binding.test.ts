// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { AllSelection } from '@tiptap/pm/state'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '../extensions/index.ts'
import { shownDocument } from './nodes.ts'

const open: Editor[] = []
const told: string[] = []
afterEach(() => {
  told.length = 0
  for (const editor of open.splice(0)) editor.destroy()
})

const paragraph = (id: string): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: [{ text: id }] }
}
const TABLE: DocumentContent[number] = {
  type: 'table',
  id: 't',
  rows: [{ id: 'r1', cells: [{ id: 'c1', header: false, content: [{ text: 'komórka' }] }] }],
}

/** An editor, and a document of somebody else whose changes reach it at once. */
function opened(...content: DocumentContent) {
  const [doc, others] = [createDocument(), createDocument()]
  doc.transact(() => writeContent(doc.getText(BODY), content))
  Y.applyUpdate(others, Y.encodeStateAsUpdate(doc))
  others.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update, 'remote'))
  const onDoubled = (how: string) => void told.push(how)
  const editor = new Editor({ extensions: documentExtensions({ text: doc.getText(BODY), verify: true, onDoubled }) })
  open.push(editor)
  const stored = () => shownDocument(editor.schema, doc.getText(BODY))
  return { editor, doc, others: others.getText(BODY), stored }
}

const words = ({ children }: Editor['state']['doc']) => children.map(({ textContent }) => textContent)

/** Longer than a function takes arguments: two pastes make it. */
const LONG = 80_000

test('a paragraph of any length can be deleted and made bold', () => {
  const { editor, stored } = opened(paragraph('Pierwszy.'), paragraph('Drugi.'))
  for (const letter of ['x', 'y']) editor.view.dispatch(editor.state.tr.insertText(letter.repeat(LONG), 3))
  editor.view.dispatch(editor.state.tr.addMark(1, 2 * LONG, editor.schema.mark('bold')))
  expect(stored().eq(editor.state.doc)).toBe(true)
  editor.view.dispatch(editor.state.tr.delete(0, editor.state.doc.child(0).nodeSize))
  expect(words(stored())).toEqual(['Drugi.'])
})

/** The next change breaks off: after what it does, or before all of it. */
function breakWriting(doc: Y.Doc, after: 'all' | 'none'): void {
  const { transact } = doc
  vi.spyOn(doc, 'transact').mockImplementationOnce((change, origin) => {
    if (after === 'all') transact.call(doc, change, origin)
    throw new Error('nie zapisano')
  })
}

test.each(['all', 'none'] as const)('what broke off after %s of it is shown as it is stored, and is said', (after) => {
  const { editor, doc, stored } = opened(paragraph('Pierwszy.'), paragraph('Drugi.'), paragraph('Trzeci.'))
  editor.commands.setTextSelection(5)
  breakWriting(doc, after)
  expect(() => editor.view.dispatch(editor.state.tr.delete(0, 11))).toThrow('nie zapisano')
  expect(told).toEqual(['failed'])
  expect(words(editor.state.doc)).toEqual(after === 'all' ? ['Drugi.', 'Trzeci.'] : ['Pierwszy.', 'Drugi.', 'Trzeci.'])
  if (after === 'none') expect(editor.state.selection.from).toBe(5)
  editor.view.dispatch(editor.state.tr.insertText('!', editor.state.doc.content.size - 1))
  expect(words(stored()).at(-1)).toBe('Trzeci.!')
})

test('where showing what is stored breaks off, too, it is tried again at the next key, which is lost and no other', () => {
  const { editor, doc, stored } = opened(paragraph('Pierwszy.'), paragraph('Drugi.'))
  breakWriting(doc, 'none')
  const patching = vi.spyOn(editor.view, 'dispatch').mockImplementationOnce(function (this: void, transaction) {
    editor.view.updateState(editor.state.apply(transaction))
  })
  patching.mockImplementationOnce(() => {
    throw new Error('nie pokazano')
  })
  expect(() => editor.view.dispatch(editor.state.tr.delete(0, 11))).toThrow()
  patching.mockRestore()
  editor.view.dispatch(editor.state.tr.insertText('x', 1))
  expect(stored().eq(editor.state.doc)).toBe(true)
  editor.view.dispatch(editor.state.tr.insertText('Y', 1))
  expect(words(stored())[0]).toBe('YPierwszy.')
  expect(stored().eq(editor.state.doc)).toBe(true)
})

test('what is composed after a change broke off is put nowhere, and the text is shown when the word ends', () => {
  const { editor, doc, stored } = opened(paragraph('Pierwszy.'), paragraph('Drugi.'), paragraph('Trzeci.'))
  const composing = vi.spyOn(editor.view, 'composing', 'get').mockReturnValue(true)
  breakWriting(doc, 'none')
  expect(() => editor.view.dispatch(editor.state.tr.delete(0, 11))).toThrow('nie zapisano')
  editor.view.dispatch(editor.state.tr.insertText('słowo', 1))
  composing.mockRestore()
  editor.storage.collaboration.binding?.heal()
  expect(words(editor.state.doc)).toEqual(['Pierwszy.', 'Drugi.', 'Trzeci.'])
  expect(stored().eq(editor.state.doc)).toBe(true)
})

/** Others write at the end of the text. */
const otherKey = (others: Y.Text) => others.insert(others.length, '!')

test('a format chosen for the next letter stays chosen when others write, and when the text is put right', () => {
  const { editor, others } = opened(paragraph('Pierwszy.'), paragraph('Drugi.'))
  const bold = editor.schema.mark('bold')
  editor.commands.setTextSelection(3)
  editor.view.dispatch(editor.state.tr.addStoredMark(bold))
  otherKey(others)
  expect(editor.state.storedMarks).toEqual([bold])
  // A level that none can have is put right.
  editor.view.dispatch(editor.state.tr.setNodeAttribute(0, 'level', 'zły').setStoredMarks([bold]))
  expect(editor.state.doc.child(0).attrs.level).toBe(0)
  expect(editor.state.storedMarks).toEqual([bold])
  editor.view.dispatch(editor.state.tr.insertText('X'))
  expect(editor.state.doc.nodeAt(3)?.marks).toEqual([bold])
})

test('everything stays selected when others write', () => {
  const { editor, others } = opened(TABLE, paragraph('Drugi.'))
  editor.commands.selectAll()
  otherKey(others)
  expect(editor.state.selection).toBeInstanceOf(AllSelection)
  expect(editor.state.selection.to).toBe(editor.state.doc.content.size)
})
