// @vitest-environment happy-dom
import type { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  clipboardOf,
  closeEditors,
  dragWords,
  edit,
  lines,
  paragraph,
  paste,
  press,
  select,
  selectWords,
  table,
  take,
} from './testing.ts'

afterEach(closeEditors)

describe('words of a table', () => {
  const TABLE = table('t', ['kwota', 'rok', 'uwagi'], ['Alfa beta', '2027', ''], ['Gamma', '2028', 'ostatni'])
  const openTable = () => edit('d', paragraph('a', { text: 'Przed tabelą.' }), TABLE, paragraph('b', { text: 'Po.' }))

  it('selected in one cell are copied as words', () => {
    const editor = openTable()
    selectWords(editor, 'Alfa', 'Alfa')
    const copied = take(editor, 'copy')
    expect([copied.getData('text/plain'), copied.getData('text/html')]).toEqual(['Alfa', 'Alfa'])
    selectWords(editor, 'Przed', 'Przed')
    paste(editor, copied)
    expect(lines(editor)[0]).toBe('Alfa tabelą.')
  })

  it.each([
    ['beta', '20', 'beta\t20'],
    ['rok', '20', '\trok\tuwagi\nAlfa beta\t20\t'],
    ['beta', 'Gam', 'beta\t2027\t\nGam\t\t'],
    ['tabelą', 'kwo', 'tabelą.\nkwo'],
    ['tabelą', 'rok', 'tabelą.\nkwota\trok'],
    ['ostatni', 'Po', 'ostatni\nPo'],
    ['Przed', 'Po.', 'Przed tabelą.\nkwota\trok\tuwagi\nAlfa beta\t2027\t\nGamma\t2028\tostatni\nPo.'],
  ])('from „%s” to „%s” are copied with the rows they are in', (from, to, text) => {
    const editor = openTable()
    selectWords(editor, from, to)
    expect(take(editor, 'copy').getData('text/plain')).toBe(text)
  })

  it('from an empty cell on are copied too', () => {
    const editor = edit('d', table('t', ['', 'a'], ['b', '']))
    select(editor, 3, 6)
    expect(take(editor, 'copy').getData('text/plain')).toBe('\ta')
  })

  describe.each([false, true])('selected over several cells, while changes are proposed: %s', (isProposing) => {
    const open = () => {
      const editor = openTable()
      editor.storage.proposing.isOn = isProposing
      return editor
    }
    const kept = (editor: Editor) => (isProposing ? unstruck(editor) : lines(editor))

    it.each<[string, (editor: Editor) => void, string]>([
      ['cut', (editor) => take(editor, 'cut'), ''],
      ['pasted over', (editor) => paste(editor, clipboardOf({ 'text/plain': 'X' })), 'X'],
      ['pasted over by several', (editor) => paste(editor, clipboardOf({ 'text/plain': 'X\nY' })), 'XY'],
      ['Shift+Enter', (editor) => press(editor, 'Enter', { shiftKey: true }), ''],
      ['Ctrl+Backspace', (editor) => press(editor, 'Backspace', { ctrlKey: true }), ''],
      ['Shift+Backspace', (editor) => press(editor, 'Backspace', { shiftKey: true }), ''],
      ['Ctrl+Delete', (editor) => press(editor, 'Delete', { ctrlKey: true }), ''],
      ['composed over', (editor) => editor.view.dom.dispatchEvent(new CompositionEvent('compositionstart')), ''],
    ])('%s: the cells stay', (_, act, put) => {
      const editor = open()
      selectWords(editor, 'beta', '20')
      act(editor)
      expect(kept(editor)).toEqual(['Przed tabelą.', `kwota|rok|uwagi / Alfa ${put}|27| / Gamma|2028|ostatni`, 'Po.'])
      expect(editor.state.selection.empty).toBe(true)
    })

    it.each<[string, string, string, string[]]>([
      ['beta', '20', 'Gamma', ['Przed tabelą.', 'kwota|rok|uwagi / Alfa |27| / Gammabeta 20 |2028|ostatni', 'Po.']],
      [
        'tabelą',
        'kwota',
        'Po.',
        ['Przed ', '|rok|uwagi / Alfa beta|2027| / Gamma|2028|ostatni', 'Po.tabelą.', 'kwota'],
      ],
    ])('dragged from „%s” to „%s” behind „%s”, they leave the cells', (from, to, target, expected) => {
      const editor = open()
      dragWords(editor, from, to, target)
      expect(kept(editor)).toEqual(expected)
    })

    it('dragged out of the table, they become one, which cannot be proposed', () => {
      const editor = open()
      dragWords(editor, 'beta', '20', 'Po.')
      const moved = ['Przed tabelą.', 'kwota|rok|uwagi / Alfa |27| / Gamma|2028|ostatni', 'Po.', 'beta|20', '']
      expect(kept(editor)).toEqual(isProposing ? lines(openTable()) : moved)
    })

    it('from a paragraph into a table, they leave the cells in it', () => {
      const editor = open()
      selectWords(editor, 'tabelą', '20')
      paste(editor, clipboardOf({ 'text/plain': 'X' }))
      expect(kept(editor)).toEqual(['Przed X', '|| / |27| / Gamma|2028|ostatni', 'Po.'])
    })
  })
})

/** Without the words that are struck. */
function unstruck(editor: Editor): string[] {
  const words = (block: (typeof editor.state.doc.children)[number]) =>
    block.children.map((node) => (node.marks.some(({ type }) => type.name === 'del') ? '' : (node.text ?? ''))).join('')
  return editor.state.doc.children.map((node) =>
    node.type.name === 'table'
      ? node.children.map((row) => row.children.map(words).join('|')).join(' / ')
      : words(node),
  )
}
