// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'
import { clipboardOf, closeEditors, edit, paragraph, paste, table } from '../copy/testing.ts'

afterEach(closeEditors)

const lines = (editor: ReturnType<typeof edit>) => editor.state.doc.children.map(({ textContent }) => textContent)

/** Words without a start of a block before them, as where it was moved away while somebody wrote in it. */
function withHead(...content: Parameters<typeof edit>[1][]) {
  const editor = edit('d', ...content)
  const { text } = editor.storage.collaboration.binding!
  text.doc?.transact(() => text.insert(0, 'Głowa.'), 'remote')
  return editor
}

test('lines pasted in front of words that have no start of their own all come in', () => {
  const editor = withHead(paragraph('a', { text: 'Pierwszy.' }))
  expect(lines(editor)).toEqual(['Głowa.', 'Pierwszy.'])
  editor.commands.setTextSelection(1)
  paste(editor, clipboardOf({ 'text/plain': 'raz\ndwa\ntrzy' }))
  expect(lines(editor)).toEqual(['raz', 'dwa', 'trzyGłowa.', 'Pierwszy.'])
})

test('and other blocks too', () => {
  const editor = withHead(table('t', ['a']), paragraph('a', { text: 'Pierwszy.' }))
  editor.commands.setTextSelection(1)
  paste(editor, clipboardOf({ 'text/html': '<h2>Tytuł</h2><p>raz</p><ul><li>punkt</li></ul>' }))
  expect(lines(editor)).toEqual(['Tytuł', 'raz', 'punkt', 'Głowa.', 'a', 'Pierwszy.'])
})
