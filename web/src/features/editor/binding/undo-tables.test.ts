// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '../extensions/index.ts'

const open: Editor[] = []
const told: string[] = []
afterEach(() => {
  told.length = 0
  for (const editor of open.splice(0)) editor.destroy()
})

const paragraph = (id: string): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: [{ text: id }] }
}
const row = (id: string, ...words: string[]) => ({
  id,
  cells: words.map((text, at) => ({ id: `k${at}`, header: false, content: [{ text }] })),
})
const TABLE: DocumentContent[number] = { type: 'table', id: 't', rows: [row('r1', 'a', 'b'), row('r2', 'c', 'd')] }

function edit(doc: Y.Doc): Editor {
  const onDoubled = (how: string) => void told.push(how)
  const editor = new Editor({ extensions: documentExtensions({ text: doc.getText(BODY), verify: true, onDoubled }) })
  open.push(editor)
  return editor
}

/** Two people in one text, whose changes reach each other at once. */
function pair(...content: DocumentContent) {
  const [doc, other] = [createDocument(), createDocument()]
  doc.transact(() => writeContent(doc.getText(BODY), content))
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc), 'remote')
  for (const [from, to] of [
    [doc, other],
    [other, doc],
  ] as const) {
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') Y.applyUpdate(to, update, 'remote')
    })
  }
  const [mine, theirs] = [edit(doc), edit(other)]
  stop(mine)
  return { mine, theirs }
}

/** What comes next is another step. */
const stop = (editor: Editor) => editor.storage.collaboration.binding?.undo.stopCapturing()

const shown = ({ state }: Editor) =>
  state.doc.children.map((node) =>
    node.type.name === 'table'
      ? node.children.map((each) => each.children.map(({ textContent }) => textContent).join('|'))
      : node.textContent,
  )

/** The start of a cell of the only table. */
function cellAt({ state }: Editor, row: number, column: number): number {
  let found = 0
  state.doc.descendants((node, position, _parent, index) => {
    if (node.type.name === 'tableRow') return index === row
    if (node.type.name === 'tableCell' && index === column) found = position + 1
    return node.type.name === 'table'
  })
  return found
}

function write(editor: Editor, row: number, column: number, words: string): void {
  editor.view.dispatch(editor.state.tr.insertText(words, cellAt(editor, row, column)))
}

function undoAll(editor: Editor): void {
  while (editor.can().undo()) editor.commands.undo()
}

test('a table that somebody else wrote in stays whole, and that is said', () => {
  const { mine, theirs } = pair(paragraph('Pierwszy.'), paragraph('Drugi.'))
  mine.commands.setTextSelection(1)
  mine.commands.insertTable({ rows: 2, columns: 2, header: false })
  write(theirs, 1, 1, 'Zdanie.')
  mine.commands.undo()
  expect(shown(theirs)).toEqual(['Pierwszy.', ['|', '|Zdanie.'], 'Drugi.'])
  expect(told).toEqual(['held'])
})

test('my own words in it go all the same, and without others’ words it goes', () => {
  const { mine, theirs } = pair(paragraph('Pierwszy.'), paragraph('Drugi.'))
  mine.commands.setTextSelection(1)
  mine.commands.insertTable({ rows: 1, columns: 2, header: false })
  write(mine, 0, 0, 'Moje.')
  write(theirs, 0, 1, 'Cudze.')
  undoAll(mine)
  expect(shown(theirs)).toEqual(['Pierwszy.', ['|Cudze.'], 'Drugi.'])
  const alone = pair(paragraph('Pierwszy.'))
  alone.mine.commands.insertTable({ rows: 1, columns: 2, header: false })
  write(alone.mine, 0, 0, 'Moje.')
  undoAll(alone.mine)
  expect(shown(alone.theirs)).toEqual(['Pierwszy.'])
})

test.each([
  ['row', 'addRow', 1, 0, [['a|b', 'Zdanie.|', 'c|d'], 'Drugi.']],
  ['column', 'addColumn', 1, 1, [['a||b', 'c|Zdanie.|d'], 'Drugi.']],
] as const)('a %s that somebody else wrote in stays', (_what, add, row, column, kept) => {
  const { mine, theirs } = pair(TABLE, paragraph('Drugi.'))
  mine.commands.setTextSelection(cellAt(mine, 0, 0))
  mine.commands[add]('after')
  write(theirs, row, column, 'Zdanie.')
  mine.commands.undo()
  expect(shown(theirs)).toEqual(kept)
  expect(told).toEqual(['held'])
})

test('a row goes where others wrote only beside it, and a table that came back goes again with older words', () => {
  const { mine, theirs } = pair(TABLE, paragraph('Drugi.'))
  mine.commands.setTextSelection(cellAt(mine, 0, 0))
  mine.commands.addRow('after')
  write(theirs, 0, 0, 'Obok ')
  mine.commands.undo()
  expect(shown(theirs)).toEqual([['Obok a|b', 'c|d'], 'Drugi.'])
  mine.commands.deleteTable()
  mine.commands.undo()
  mine.commands.redo()
  expect(shown(theirs)).toEqual(['Drugi.'])
  mine.commands.undo()
  write(theirs, 0, 0, 'Zdanie. ')
  mine.commands.redo()
  expect(shown(theirs)).toEqual([['Zdanie. Obok a|b', 'c|d'], 'Drugi.'])
})
