// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from './extensions/index.ts'
import { keepPlace, returnTo } from './kept-place.ts'

const open: Editor[] = []
afterEach(() => {
  for (const editor of open.splice(0)) editor.destroy()
  document.body.replaceChildren()
})

const TEXT: DocumentContent = ['Pierwszy.', 'Drugi.', 'Trzeci.'].map((text, index) => ({
  type: 'block',
  id: `b${index}`,
  kind: 'paragraph',
  level: 0,
  content: [{ text }],
}))

function written(content = TEXT): Y.Doc {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  return doc
}

function edit(doc: Y.Doc): Editor {
  const element = document.body.appendChild(document.createElement('div'))
  const editor = new Editor({ element, extensions: documentExtensions({ text: doc.getText(BODY) }) })
  open.push(editor)
  return editor
}

/** The page throws the replica away; by then the server has another state of the text. */
function replace(editor: Editor, change: (text: Y.Text) => void = () => undefined): Editor {
  const next = createDocument()
  Y.applyUpdate(next, Y.encodeStateAsUpdate(editor.storage.collaboration.binding!.text.doc!))
  change(next.getText(BODY))
  const place = keepPlace(editor)
  editor.destroy()
  const renewed = edit(next)
  renewed.commands.setTextSelection(1)
  returnTo(renewed, place)
  return renewed
}

const around = ({ state: { doc, selection } }: Editor) =>
  `${doc.textBetween(0, selection.from, '/')}|${doc.textBetween(selection.to, doc.content.size, '/')}`

test('the caret is between the same words, and the focus in the text', () => {
  const editor = edit(written())
  editor.commands.setTextSelection(15)
  editor.view.focus()
  const renewed = replace(editor, (text) => text.insert(1, 'Nowe słowa. '))
  expect(around(renewed)).toBe('Nowe słowa. Pierwszy./Dru|gi./Trzeci.')
  expect(document.activeElement).toBe(renewed.view.dom)
})

test('in a text that began anew it is at the same letter of the same unit, or of what is left of it', () => {
  for (const [text, expected] of [
    ['Drugi jest dłuższy.', 'Pierwszy./Dru|gi jest dłuższy./Trzeci.'],
    ['D', 'Pierwszy./D|/Trzeci.'],
  ] as const) {
    const editor = edit(written())
    editor.commands.setTextSelection(15)
    const place = keepPlace(editor)
    const anew = edit(
      written(TEXT.map((one, index) => (index === 1 ? { ...one, content: [{ text }] } : one)) as DocumentContent),
    )
    returnTo(anew, place)
    expect(around(anew)).toBe(expected)
  }
})

test('whoever was not in the text is not brought there, nor who is elsewhere by then', () => {
  const editor = edit(written())
  const button = document.body.appendChild(document.createElement('button'))
  expect(document.activeElement).not.toBe(replace(editor).view.dom)
  const other = edit(written())
  other.view.focus()
  const place = keepPlace(other)
  button.focus()
  returnTo(edit(written()), place)
  expect(document.activeElement).toBe(button)
})
