// @vitest-environment happy-dom
import { labelContent, readContent, type TextBlock } from '@app/server/document'
import type { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { clipboardOf, closeEditors, edit, paste, selectWords } from '../copy/testing.ts'

afterEach(closeEditors)

const block = (kind: TextBlock['kind'], text = '', level = 0): TextBlock => ({
  type: 'block',
  id: text === '' ? 'pusty' : text.slice(0, 3),
  kind,
  level,
  content: text === '' ? [] : [{ text }],
})

/** „id kind label words” a block; the ids that the editor made are „nowy”. */
function shown(editor: Editor): string[] {
  const { text } = editor.storage.collaboration.binding ?? {}
  const content = text ? readContent(text) : []
  return labelContent(content).map(({ printed }, index) => {
    const node = content[index]
    if (node?.type !== 'block') return 'table'
    const words = node.content.map((piece) => ('text' in piece ? piece.text : '⏎')).join('')
    return [node.id.length > 10 ? 'nowy' : node.id, node.kind, printed.replaceAll('\u00a0', ' '), words]
      .filter(Boolean)
      .join(' ')
  })
}

function caret(editor: Editor, words: string, isEnd: boolean): void {
  selectWords(editor, words, words)
  const { from, to } = editor.state.selection
  editor.commands.setTextSelection(isEnd ? to : from)
}

const twoLines = { 'text/plain': 'wiersz 1\nwiersz 2' }
const ofMail = { 'text/html': '<p>wiersz 1</p><p>wiersz 2</p>', 'text/plain': 'wiersz 1\nwiersz 2' }
const sections = () => edit('d', block('section', 'Pierwszy.'), block('section', 'Drugi.'), block('section', 'Trzeci.'))

describe.each([
  ['plain text', twoLines],
  ['a mail', ofMail],
])('several lines of %s', (_, flavours) => {
  it('before the words of a unit stand above it, and leave it as it is', () => {
    const editor = sections()
    caret(editor, 'Drugi', false)
    paste(editor, clipboardOf(flavours))
    expect(shown(editor)).toEqual([
      'Pie section § 1. Pierwszy.',
      'nowy paragraph wiersz 1',
      'nowy paragraph wiersz 2',
      'Dru section § 2. Drugi.',
      'Trz section § 3. Trzeci.',
    ])
    editor.commands.insertContent('|')
    expect(shown(editor)[2]).toBe('nowy paragraph wiersz 2|')
  })

  it('before the first ust. stand above its §, which is printed with it', () => {
    const editor = edit('d', block('section'), block('ust', 'Pierwszy.'), block('ust', 'Drugi.'))
    caret(editor, 'Pierwszy', false)
    paste(editor, clipboardOf(flavours))
    expect(shown(editor).slice(2)).toEqual(['pusty section', 'Pie ust § 1. 1. Pierwszy.', 'Dru ust 2. Drugi.'])
  })

  it('amid the words of a unit are lines of it', () => {
    const editor = edit(
      'd',
      block('section'),
      block('ust', 'Pierwszy.'),
      block('ust', 'Drugi ustęp.'),
      block('ust', 'Trzeci.'),
    )
    caret(editor, 'Drugi', true)
    paste(editor, clipboardOf(flavours))
    expect(shown(editor).slice(1)).toEqual([
      'Pie ust § 1. 1. Pierwszy.',
      'Dru ust 2. Drugiwiersz 1⏎wiersz 2 ustęp.',
      'Trz ust 3. Trzeci.',
    ])
  })

  it('behind the words of a unit go on in it, the others below', () => {
    const editor = sections()
    caret(editor, 'Drugi.', true)
    paste(editor, clipboardOf(flavours))
    expect(shown(editor).slice(1)).toEqual([
      'Dru section § 2. Drugi.wiersz 1',
      'nowy paragraph wiersz 2',
      'Trz section § 3. Trzeci.',
    ])
  })

  it('in a list are lines of the item, wherever in its words', () => {
    for (const [words, isEnd, line] of [
      ['raz', false, 'wiersz 1⏎wiersz 2raz'],
      ['ra', true, 'rawiersz 1⏎wiersz 2z'],
      ['raz', true, 'razwiersz 1⏎wiersz 2'],
    ] as const) {
      const editor = edit('d', block('number', 'zero'), block('number', 'raz'), block('number', 'dwa'))
      caret(editor, words, isEnd)
      paste(editor, clipboardOf(flavours))
      expect(shown(editor)).toEqual(['zer number 1. zero', `raz number 2. ${line}`, 'dwa number 3. dwa'])
    }
  })

  it('in an empty item are items, in an empty unit its words and paragraphs below', () => {
    const list = edit('d', block('number', 'zero', 1), block('number', '', 1), block('number', 'dwa', 1))
    list.commands.setTextSelection(7)
    paste(list, clipboardOf(flavours))
    expect(shown(list).slice(1)).toEqual(['pusty number b. wiersz 1', 'nowy number c. wiersz 2', 'dwa number d. dwa'])
    const unit = edit('d', block('ust', 'Raz.'), block('ust'), block('ust', 'Dwa.'))
    unit.commands.setTextSelection(7)
    paste(unit, clipboardOf(flavours))
    expect(shown(unit).slice(1)).toEqual(['pusty ust 2. wiersz 1', 'nowy paragraph wiersz 2', 'Dwa ust 3. Dwa.'])
  })

  it('in the place of all words of a unit leave it one', () => {
    const editor = sections()
    selectWords(editor, 'Drugi.', 'Drugi.')
    paste(editor, clipboardOf({ 'text/plain': 'Nowy.' }))
    expect(shown(editor)[1]).toBe('Dru section § 2. Nowy.')
    selectWords(editor, 'Nowy.', 'Nowy.')
    paste(editor, clipboardOf(flavours))
    expect(shown(editor).slice(1, 3)).toEqual(['Dru section § 2. wiersz 1', 'nowy paragraph wiersz 2'])
  })

  it('are proposed as they are written', () => {
    const editor = sections()
    editor.storage.proposing.isOn = true
    caret(editor, 'Drugi', false)
    paste(editor, clipboardOf(flavours))
    caret(editor, 'Trze', true)
    paste(editor, clipboardOf(flavours))
    expect(shown(editor)).toEqual([
      'Pie section § 1. Pierwszy.',
      'nowy paragraph wiersz 1',
      'nowy paragraph wiersz 2',
      'Dru section § 2. Drugi.',
      'Trz section § 3. Trzewiersz 1⏎wiersz 2ci.',
    ])
    expect(editor.state.doc.children.map(({ attrs }) => attrs.ins !== null)).toEqual([false, true, true, false, false])
  })
})

describe('other blocks before the words of one', () => {
  it('leave it as it is, with its id', () => {
    const editor = sections()
    caret(editor, 'Drugi', false)
    paste(editor, clipboardOf({ 'text/html': '<h2>Cel</h2><p>Tekst</p><table><tr><td>a</td><td>b</td></tr></table>' }))
    expect(shown(editor).slice(1)).toEqual([
      'nowy heading Cel',
      'nowy paragraph Tekst',
      'table',
      'Dru section § 2. Drugi.',
      'Trz section § 3. Trzeci.',
    ])
  })

  it('of its own kind go on in it', () => {
    const editor = edit('d', block('paragraph', 'Tekst.'))
    caret(editor, 'Tekst', false)
    paste(editor, clipboardOf(ofMail))
    expect(shown(editor)).toEqual(['nowy paragraph wiersz 1', 'Tek paragraph wiersz 2Tekst.'])
    editor.commands.insertContent('|')
    expect(shown(editor)[1]).toBe('Tek paragraph wiersz 2|Tekst.')
  })
})
