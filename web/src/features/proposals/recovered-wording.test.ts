// @vitest-environment happy-dom
import { BODY, baseOf, createDocument, type DocumentContent, readContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { expect, test } from 'vitest'
import { documentExtensions } from '../editor/extensions/index.ts'
import { placeInUnit, wordingWith } from './recovered-wording.ts'

const CONTENT: DocumentContent = [
  {
    type: 'block',
    id: 'a',
    kind: 'ust',
    level: 0,
    content: [{ text: 'Lokal ' }, { text: 'nowy ', formats: { ins: ['p'] } }, { text: 'jest' }],
  },
  { type: 'block', id: 'b', kind: 'ust', level: 0, content: [{ text: ' miejski.' }], proposed: { ins: 'p' } },
]

test('a place of the text is found in the wording without proposals, and words are put there', () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  doc.transact(() => writeContent(text, CONTENT))
  const editor = new Editor({ extensions: documentExtensions({ text }) })
  const base = baseOf(readContent(text))
  const withWords = (position: number) => {
    const place = placeInUnit(editor.state.doc, position)
    return place && [place.unitId, wordingWith(base, place, '|')]
  }
  expect(withWords(7)).toEqual(['a', 'Lokal |jest miejski.'])
  expect(withWords(9)).toEqual(['a', 'Lokal |jest miejski.'])
  expect(withWords(14)).toEqual(['a', 'Lokal je|st miejski.'])
  expect(withWords(19)).toEqual(['a', 'Lokal jest |miejski.'])
  expect(withWords(0)).toBeNull()
  expect(wordingWith(base, { unitId: 'nie-ma', offset: 0 }, '|')).toBeNull()
  editor.destroy()
})
