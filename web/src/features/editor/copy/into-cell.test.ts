// @vitest-environment happy-dom
import type { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { OWN_FORMAT } from './own-format.ts'
import {
  block,
  clipboardOf,
  closeEditors,
  dragWords,
  edit,
  lines,
  paste,
  reports,
  selectWords,
  table,
  take,
} from './testing.ts'

afterEach(closeEditors)

describe('into a cell', () => {
  const intoCell = (editor: Editor) => {
    const copied = take(editor, 'copy')
    selectWords(editor, 'komórka', 'komórka')
    paste(editor, copied)
    const cell = editor.state.doc.lastChild?.firstChild?.lastChild
    return cell?.textBetween(0, cell.content.size, '', '\n').replaceAll('\u00a0', ' ')
  }

  it('units and items of lists come with their numbers', () => {
    const content = [block('section'), block('ust', 'Lokale:'), block('pkt', 'użytkowe;'), block('pkt', 'inne.')]
    const editor = edit(
      'd',
      ...content,
      block('ust', 'Drugi.'),
      block('number', 'raz'),
      block('bullet', 'kropka'),
      table('t', ['', 'komórka']),
    )
    selectWords(editor, 'Lokale', 'kropka')
    expect(intoCell(editor)).toBe('§ 1. 1. Lokale:\n1) użytkowe;\n2) inne.\n2. Drugi.\n1. raz\n– kropka')
    expect(reports).toEqual([])
  })

  it('one comes with its number where it is whole', () => {
    for (const [from, to, expected] of [
      ['Raz', 'ustęp.', '1. Raz ustęp.'],
      ['Raz', 'Raz', 'Raz'],
    ] as const) {
      const editor = edit('d', block('ust', 'Raz ustęp.'), block('ust', 'Dwa.'), table('t', ['', 'komórka']))
      selectWords(editor, from, to)
      expect(intoCell(editor)).toBe(expected)
    }
  })

  it('what is dragged keeps its numbers', () => {
    const editor = edit(
      'd',
      block('number', 'zero'),
      block('number', 'raz'),
      block('number', 'dwa'),
      table('t', ['', 'komórka']),
    )
    dragWords(editor, 'raz', 'dwa', 'komórka')
    expect(lines(editor).at(-1)).toBe('|komórka2. raz3. dwa')
  })

  it('a mark of any other page is text of some length, or none', () => {
    const own = (marker: unknown) =>
      JSON.stringify({
        document: 'd',
        nodes: [{ type: 'block', kind: 'pkt', level: 0, content: [{ text: 'a' }], marker }],
      })
    for (const [mark, expected] of [
      ['1)', '1) a'],
      ['x'.repeat(500), 'a'],
      [7, 'a'],
      [{}, 'a'],
    ] as const) {
      const editor = edit('d', table('t', ['', 'komórka']))
      selectWords(editor, 'komórka', 'komórka')
      paste(editor, clipboardOf({ [OWN_FORMAT]: own(mark) }))
      expect(lines(editor)).toEqual([`|${expected}`])
    }
  })
})
