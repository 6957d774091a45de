// @vitest-environment happy-dom
import type { TextBlock } from '@app/server/document'
import { afterEach, describe, expect, it } from 'vitest'
import { i18n } from '../../../i18n/index.ts'
import { clipboardOf, closeEditors, edit, paste, reports } from '../copy/testing.ts'
import { readHtml } from './from-html.ts'
import { readText } from './from-text.ts'
import { nothingDropped, type Pasted } from './pasted.ts'
import { countRenumbered } from './renumbered.ts'
import { droppedWords } from './words.ts'

afterEach(closeEditors)

const count = ({ nodes }: Pasted) => countRenumbered(nodes, [])

describe('units that the document numbers otherwise than their source', () => {
  it.each([
    [
      0,
      '§ 1. 1. Miasto:\n1) wspiera;\n2) pomaga:\na) radzi,\nb) uczy.\n2. Wykaz jest jawny.\n§ 2. 1. Jest jeden ustęp.',
    ],
    [1, '§ 5. 1. Miasto wspiera.\n2. Wykaz jest jawny.'],
    [3, '5) zdrowie;\n6) nauka;\n7) sport.'],
    [2, '§ 1. Miasto:\n1) wspiera;\n1a) pomaga;\n2) radzi.'],
    [0, 'Rozdział I Zasady\n§ 1. Miasto wspiera.'],
    [2, 'DZIAŁ II. Zasady\n§ 3. Miasto wspiera.'],
    [1, '§ 1. 1¹. Miasto wspiera.'],
  ])('are %i', (expected, text) => {
    expect(count(readText(text))).toBe(expected)
  })

  it('are known by what a word processor painted, or a page counted', () => {
    const item = (mark: string, text: string) =>
      `<p class=MsoNormal style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>${mark} </span>${text}</p>`
    expect(count(readHtml(item('§ 2.', 'Miasto:') + item('1)', 'wspiera;') + item('3)', 'radzi.')))).toBe(2)
    const letters = (start: number) =>
      `<p>§ 1. Miasto:</p><p>1) wspiera:</p><ol type="a" start="${start}"><li>raz,</li><li>dwa.</li></ol>`
    expect(count(readHtml(letters(1)))).toBe(0)
  })

  it('are those of the place where they come to stand, and the page says how many', () => {
    const unit = (id: string, kind: TextBlock['kind'], text: string): TextBlock => {
      return { type: 'block', id, kind, level: 0, content: text === '' ? [] : [{ text }] }
    }
    const editor = edit('d', unit('a', 'section', ''), unit('b', 'ust', 'Raz.'), unit('c', 'paragraph', ''))
    editor.commands.setTextSelection(editor.state.doc.content.size - 1)
    paste(editor, clipboardOf({ 'text/plain': '1. Miasto:\n1) wspiera;\n2) radzi.\n2. Wykaz;' }))
    expect(reports).toEqual([{ type: 'dropped', dropped: { ...nothingDropped(), unitNumbers: 4, renumbered: 2 } }])
  })

  it('are said in words', () => {
    const { t } = i18n.global
    const say = (renumbered: number) =>
      droppedWords(
        { ...nothingDropped(), unitNumbers: 7, renumbered },
        { t: (key, number) => t(key, number ?? 1), list: String, without: String },
      )
    expect(say(0)).toBe('Numery jednostek nadaje teraz dokument: 7 jednostek.')
    expect([1, 3, 5].map(say)).toEqual([
      'Numery jednostek nadaje teraz dokument: 7 jednostek. 1 jednostka ma teraz inny numer niż w skopiowanym tekście.',
      'Numery jednostek nadaje teraz dokument: 7 jednostek. 3 jednostki mają teraz inne numery niż w skopiowanym tekście.',
      'Numery jednostek nadaje teraz dokument: 7 jednostek. 5 jednostek ma teraz inne numery niż w skopiowanym tekście.',
    ])
  })
})
