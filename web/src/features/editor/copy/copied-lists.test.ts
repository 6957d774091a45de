// @vitest-environment happy-dom
import type { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { block, closeEditors, edit, lines, paste, select, selectWords, take } from './testing.ts'

afterEach(closeEditors)

const html = (editor: Editor) => take(editor, 'copy').getData('text/html')
const text = (editor: Editor) => take(editor, 'copy').getData('text/plain').replaceAll('\u00a0', ' ')

const LIST = () => [
  block('number', 'raz'),
  block('number', 'dwa'),
  block('number', 'trzy'),
  block('number', 'pod a', 1),
  block('number', 'pod b', 1),
  block('number', 'głęboko', 2),
  block('number', 'pod c', 1),
  block('number', 'cztery'),
]

describe('lists, to other programs,', () => {
  it('are numbered as in the document', () => {
    const editor = edit('d', ...LIST())
    selectWords(editor, 'trzy', 'cztery')
    expect(html(editor)).toBe(
      '<ol start="3"><li>trzy<ol type="a"><li>pod a</li><li>pod b<ol type="i"><li>głęboko</li></ol></li><li>pod c</li></ol></li><li>cztery</li></ol>',
    )
    selectWords(editor, 'pod b', 'cztery')
    expect(html(editor)).toBe(
      '<ol type="a" start="2"><li>pod b<ol type="i"><li>głęboko</li></ol></li><li>pod c</li></ol><ol start="4"><li>cztery</li></ol>',
    )
  })

  it('are so too where the first item is copied in part', () => {
    const editor = edit('d', ...LIST())
    selectWords(editor, 'zy', 'cztery')
    expect(html(editor)).toMatch(/^<ol start="3"><li>zy<ol type="a"><li>pod a/)
  })

  it('have no item of which nothing is selected', () => {
    const editor = edit('d', ...LIST())
    selectWords(editor, 'raz', 'dwa')
    const { from, to } = editor.state.selection
    select(editor, from + 3, to)
    expect(html(editor)).toBe('<ol start="2"><li>dwa</li></ol>')
  })
})

describe('a selection up to the start of the next unit', () => {
  it('has neither its number nor a line of it, and ends its own', () => {
    const editor = edit('d', block('ust', 'Raz.'), block('ust', 'Dwa.'), block('ust', 'Trzy.'))
    selectWords(editor, 'Dwa', 'Trzy')
    const { from, to } = editor.state.selection
    select(editor, from, to - 'Trzy'.length)
    expect(text(editor)).toBe('2. Dwa.\n')
    expect(html(editor)).toBe('<p data-kind="ust"><span data-label>2. </span>Dwa.</p>')
    const copied = take(editor, 'copy')
    selectWords(editor, 'Raz', 'Raz')
    select(editor, editor.state.selection.from)
    paste(editor, copied)
    expect(lines(editor)).toEqual(['Dwa.', 'Raz.', 'Dwa.', 'Trzy.'])
    expect(editor.state.doc.children.map(({ attrs }) => attrs.kind)).toEqual(['ust', 'ust', 'ust', 'ust'])
  })

  it('within one unit is a few words', () => {
    const editor = edit('d', block('ust', 'Raz dwa.'), block('ust', 'Trzy.'))
    selectWords(editor, 'dwa', 'Trzy')
    const { from, to } = editor.state.selection
    select(editor, from, to - 'Trzy'.length)
    expect([text(editor), html(editor)]).toEqual(['dwa.\n', '<p data-kind="ust">dwa.</p>'])
  })
})
