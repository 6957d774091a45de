// @vitest-environment happy-dom
import { findAnchors, readContent } from '@app/server/document'
import type { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { OWN_FORMAT } from './own-format.ts'
import {
  clipboardOf,
  closeEditors,
  edit,
  lines,
  paragraph,
  paste,
  press,
  reports,
  select,
  selectWords,
  shown,
  table,
  take,
  theirs,
  withoutMarks,
} from './testing.ts'

afterEach(closeEditors)

describe('what others propose', () => {
  it('copied, reads as it would be: without struck words, and nobody’s proposal any more', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 1, 29)
    const copied = take(editor, 'copy')
    expect(copied.getData('text/plain')).toBe('Lokal jest tani i suchy')
    expect(copied.getData('text/html')).not.toMatch(/<(ins|del|s)\b/)
    select(editor, 38)
    paste(editor, copied)
    expect(shown(editor)[1]).toBe('Koniec.Lokal jest [bold tani] i [comment:w1 suchy]')
    expect(reports).toEqual(withoutMarks)
  })

  it('copied into another document, leaves remarks behind too', () => {
    const [editor, other] = [edit('d', paragraph('a', ...theirs)), edit('e', paragraph('b', { text: 'x' }))]
    select(editor, 1, 29)
    select(other, 2)
    paste(other, take(editor, 'copy'))
    expect(shown(other)).toEqual(['xLokal jest [bold tani] i suchy'])
  })

  it('copied twice with a remark over it, is still one remark', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 24, 29)
    const copied = take(editor, 'copy')
    for (const place of [38, 31]) {
      select(editor, place)
      paste(editor, copied)
    }
    const { text } = editor.storage.collaboration.binding ?? {}
    expect(text && [...findAnchors(readContent(text), 'comment')]).toEqual([
      ['w1', { blockIds: ['a', 'b'], words: 'suchy\nsuchysuchy' }],
    ])
  })

  it('gives struck words where nothing but them is selected', () => {
    const editor = edit('d', paragraph('a', ...theirs))
    select(editor, 12, 17)
    expect(take(editor, 'copy').getData('text/plain')).toBe('drogi')
  })

  it('cut and pasted in the text, loses no word of it', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    select(editor, 1, 29)
    const cut = take(editor, 'cut')
    expect(shown(editor)).toEqual(['', 'Koniec.'])
    select(editor, 10)
    paste(editor, cut)
    expect(shown(editor)).toEqual(['', 'Koniec.Lokal jest drogi[bold tani] i [comment:w1 suchy]'])
    expect(reports).toEqual(withoutMarks)
  })

  it('dragged, loses its marks and no word', () => {
    const editor = edit('d', paragraph('a', ...theirs))
    select(editor, 1, 29)
    const { slice } = editor.view.serializeForClipboard(editor.state.selection.content())
    const marks = slice.content.firstChild?.children.flatMap((node) => node.marks.map(({ type }) => type.name))
    expect([slice.content.textBetween(0, slice.content.size), marks]).toEqual([
      'Lokal jest drogitani i suchy',
      ['bold', 'comment'],
    ])
  })

  it('stays proposed where a block is moved past one that carries nothing', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    const [before] = shown(editor)
    select(editor, 3)
    const { binding } = editor.storage.collaboration
    const place = binding?.toRelative(14) ?? new Uint8Array()
    editor.commands.moveBlock('down')
    expect(shown(editor)).toEqual(['Koniec.', before])
    expect(editor.state.selection.head).toBe(12)
    expect(binding?.toAbsolute(place)).toBe(23)
    editor.commands.moveBlock('up')
    expect(shown(editor)).toEqual([before, 'Koniec.'])
    expect(editor.state.selection.head).toBe(3)
  })

  it('is nobody’s where a block is moved past another that carries proposals', () => {
    const editor = edit(
      'd',
      paragraph('a', { text: 'raz', formats: { ins: ['ich'] } }),
      paragraph('b', { text: 'dwa', formats: { ins: ['wasz'] } }),
    )
    select(editor, 3)
    editor.commands.moveBlock('down')
    expect(shown(editor)).toEqual(['[ins:wasz dwa]', 'raz'])
  })
})

describe('while changes are proposed', () => {
  it('what is cut is struck, and pasted becomes one’s own proposal', () => {
    const editor = edit('d', paragraph('a', ...theirs), paragraph('b', { text: 'Koniec.' }))
    editor.storage.proposing.isOn = true
    select(editor, 12, 24)
    const cut = take(editor, 'cut')
    select(editor, 38)
    paste(editor, cut)
    expect(shown(editor)).toEqual([
      'Lokal jest [del:ich del:moje drogi][bold del:moje ins:ich tani][del:moje  i ][comment:w1 set:ich suchy]',
      'Koniec.[bold ins:moje tani][ins:moje  i ]',
    ])
  })

  it('own pending words are cut away and pasted as a proposal again', () => {
    const editor = edit('d', paragraph('a', { text: 'raz dwa' }))
    editor.storage.proposing.isOn = true
    select(editor, 5)
    editor.view.dispatch(editor.state.tr.insertText('oto '))
    select(editor, 5, 9)
    const cut = take(editor, 'cut')
    expect(shown(editor)).toEqual(['raz dwa'])
    select(editor, 1)
    paste(editor, cut)
    expect(shown(editor)).toEqual(['[ins:moje oto ]raz dwa'])
  })
})

describe('pasting without formatting', () => {
  const bold = { 'text/plain': 'gruby', 'text/html': '<b>gruby</b>' }
  const isBold = (...events: Event[]) => {
    const editor = edit('d', paragraph('a', { text: '' }))
    for (const event of events) editor.view.dom.dispatchEvent(event)
    paste(editor, clipboardOf(bold))
    return shown(editor)[0] === '[bold gruby]'
  }
  const key = (name: string, modifiers: KeyboardEventInit) =>
    new KeyboardEvent('keydown', { key: name, bubbles: true, ...modifiers })
  const plainKey = () => key('V', { ctrlKey: true, shiftKey: true })

  it('is for Ctrl+Shift+V', () => {
    expect(isBold(plainKey())).toBe(false)
    expect(isBold(key('V', { metaKey: true, shiftKey: true }))).toBe(false)
    expect(isBold(key('v', { ctrlKey: true }))).toBe(true)
  })

  it('is not for Shift+Insert', () => {
    expect(isBold(key('Shift', { shiftKey: true }), key('Insert', { shiftKey: true }))).toBe(true)
  })

  it.each(['blur', 'contextmenu'])('is forgotten on %s, and once it was done', (name) => {
    expect(isBold(plainKey(), new Event(name))).toBe(true)
    const editor = edit('d', paragraph('a', { text: '' }))
    editor.view.dom.dispatchEvent(plainKey())
    paste(editor, clipboardOf(bold))
    paste(editor, clipboardOf(bold))
    expect(shown(editor)).toEqual(['gruby[bold gruby]'])
  })
})

describe('an address pasted over a selection', () => {
  const address = { 'text/plain': 'https://nowa.example.org/x' }
  const stara = { text: 'https://stara.example.org/x', formats: { link: 'https://stara.example.org/x' } }

  it('becomes the link of the words', () => {
    const editor = edit('d', paragraph('a', { text: 'Zobacz stronę.' }))
    selectWords(editor, 'stronę', 'stronę')
    paste(editor, clipboardOf(address))
    expect(shown(editor)).toEqual(['Zobacz [link stronę].'])
  })

  it.each([
    [stara],
    [{ text: 'stara.example.org' }],
    [{ text: '(zob. https://stara.example.org)' }],
    [{ text: 'jan@example.org' }],
    [{ text: ' https://stara.example.org ' }],
  ])('takes the place of another: %j', (piece) => {
    const editor = edit('d', paragraph('a', { text: 'Zobacz: ' }, piece, { text: '; koniec' }))
    selectWords(editor, piece.text, piece.text)
    paste(editor, clipboardOf(address))
    expect(shown(editor)).toEqual(['Zobacz: https://nowa.example.org/x; koniec'])
  })

  it('is words for Ctrl+Shift+V', () => {
    const editor = edit('d', paragraph('a', { text: 'Zobacz stronę.' }))
    selectWords(editor, 'stronę', 'stronę')
    press(editor, 'V', { ctrlKey: true, shiftKey: true })
    paste(editor, clipboardOf(address))
    expect(shown(editor)).toEqual(['Zobacz https://nowa.example.org/x.'])
  })

  it('takes the place of a whole document, or of several blocks', () => {
    for (const selectAll of [
      (editor: Editor) => editor.commands.selectAll(),
      (editor: Editor) => selectWords(editor, 'raz', 'dwa'),
    ]) {
      const editor = edit('d', paragraph('a', { text: 'raz' }), paragraph('b', { text: 'dwa' }))
      selectAll(editor)
      paste(editor, clipboardOf(address))
      expect(shown(editor)).toEqual(['https://nowa.example.org/x'])
    }
  })
})

describe('references to units', () => {
  it('stay words in a sentence and in a cell; a line of its own is a unit', () => {
    const editor = edit('d', paragraph('a', { text: 'Stosuje się ' }), table('t', ['x']), paragraph('b'))
    selectWords(editor, 'Stosuje', 'się ')
    editor.commands.setTextSelection(editor.state.selection.to)
    paste(editor, clipboardOf({ 'text/plain': '§ 3 ust. 2', 'text/html': '<span>§ 3 ust. 2</span>' }))
    paste(editor, clipboardOf({ 'text/plain': '§ 5. Wykaz', 'text/html': '<p>§ 5. Wykaz</p>' }))
    selectWords(editor, 'x', 'x')
    paste(editor, clipboardOf({ 'text/plain': '§ 1. Miasto:\n1) wspiera.' }))
    editor.commands.setTextSelection(editor.state.doc.content.size - 1)
    paste(editor, clipboardOf({ 'text/plain': '§ 7. Miasto wspiera.' }))
    expect(lines(editor)).toEqual(['Stosuje się § 3 ust. 2§ 5. Wykaz', '§ 1. Miasto:1) wspiera.', 'Miasto wspiera.'])
    expect(editor.state.doc.child(2).attrs.kind).toBe('section')
  })
})

describe('files', () => {
  it('are counted by what they are', () => {
    const editor = edit('d', paragraph('a', { text: 'Tekst' }))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['x'], 'pismo.docx', { type: 'application/vnd.ms-word' }))
    clipboardData.items.add(new File(['x'], 'plan.png', { type: 'image/png' }))
    clipboardData.items.add(new File(['x'], 'bez-typu'))
    paste(editor, clipboardData)
    expect(reports).toEqual([{ type: 'dropped', dropped: expect.objectContaining({ images: 1, files: 2 }) }])
  })
})

it('a NUL is pasted from nowhere: not from text, from HTML, or from our own format', () => {
  const editor = edit('d', paragraph('a', { text: 'x' }))
  const own = JSON.stringify({
    document: 'd',
    nodes: [{ type: 'block', kind: 'paragraph', level: 0, content: [{ text: '\0' }, { text: 'c\0c' }] }],
  })
  const html = { 'text/html': '<p>b\0b</p>', 'text/plain': 'b' }
  for (const data of [{ 'text/plain': 'a\0a' }, html, { [OWN_FORMAT]: own, 'text/plain': 'c' }]) {
    select(editor, 1)
    paste(editor, clipboardOf(data))
  }
  expect(shown(editor)).toEqual(['ccbbaax'])
})
