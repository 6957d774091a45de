// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { AllSelection } from '@tiptap/pm/state'
import { expect, it } from 'vitest'
import { documentExtensions } from '../extensions/index.ts'

const paragraph = (id: string, text: string) => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: text === '' ? [] : [{ text }] } as const
}
const cell = (id: string, text: string) => ({ id, header: false, content: [{ text }] })
const TABLE: DocumentContent[number] = {
  type: 'table',
  id: 't',
  rows: [{ id: 'r1', cells: [cell('c1', 'raz'), cell('c2', 'dwa')] }],
}

/** The words between the places that a selection of everything is kept as. */
function wordsOfAll(...content: DocumentContent): string {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const editor = new Editor({ extensions: documentExtensions({ text: doc.getText(BODY), verify: true }) })
  const { state, storage } = editor
  const { from, to } = new AllSelection(state.doc)
  const { binding } = storage.collaboration
  const [anchor, head] = [from, to].map((position) => binding?.toAbsolute(binding.toRelative(position)) ?? -1)
  const words = state.doc.textBetween(anchor ?? 0, head ?? 0, '|')
  editor.destroy()
  return words
}

it.each<[string, DocumentContent, string]>([
  ['one block', [paragraph('a', 'Jedyny.')], 'Jedyny.'],
  ['several', [paragraph('a', 'Pierwszy.'), paragraph('b', 'Drugi.')], 'Pierwszy.|Drugi.'],
  ['an empty one at the end', [paragraph('a', 'Pierwszy.'), paragraph('b', '')], 'Pierwszy.|'],
  ['a table at the end', [paragraph('a', 'Pierwszy.'), TABLE], 'Pierwszy.|raz|dwa'],
  ['a table at the start', [TABLE, paragraph('b', 'Drugi.')], 'raz|dwa|Drugi.'],
])('a selection of everything reaches to the last word of %s', (_what, content, words) => {
  expect(wordsOfAll(...content)).toBe(words)
})
