import { BODY, createDocument } from '@app/server/document'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { replacedBy } from './instead.ts'
import { Outbox } from './outbox.ts'
import { recoverText } from './recovered.ts'

const ABOUT = { documentId: 'd', kind: 'refused', reason: 'FORBIDDEN', epoch: 'e', at: 0 } as const
const WORDS = 'Stawka wynosi 30 zł.'
const FIGURE = WORDS.indexOf('30') + 1

/** „30” becomes „45” in a replica that is thrown away; answers what is given back, and the text as the server has it. */
function refused() {
  const server = createDocument()
  const text = server.getText(BODY)
  text.insertEmbed(0, new Y.Map<unknown>([['id', 'a']]))
  text.insert(1, WORDS)
  const doc = createDocument()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  const outbox = new Outbox()
  doc.on('update', (update: Uint8Array) => outbox.add(update))
  const mine = doc.getText(BODY)
  mine.delete(FIGURE, 2)
  mine.insert(FIGURE, '45')
  const [edit] = recoverText(mine, outbox.records, ABOUT)
  return { text, place: edit!.place! }
}

test('what words were written instead of still stands behind their place', () => {
  const { text, place } = refused()
  text.insert(1, 'Nowa. ')
  const replaced = replacedBy(text, place)
  expect(replaced).toMatchObject({ words: '30' })
  const end = Y.decodeRelativePosition((replaced as { end: Uint8Array }).end)
  const at = Y.createAbsolutePositionFromRelativePosition(end, text.doc!)
  expect(text.toString().slice(0, at!.index - 1)).toBe('Nowa. Stawka wynosi 30')
})

test('nothing is left of it where somebody else deleted it', () => {
  const { text, place } = refused()
  text.delete(FIGURE, 2)
  expect(replacedBy(text, place)).toBeNull()
})

test('it has changed where something was written into it or before it', () => {
  for (const at of [FIGURE, FIGURE + 1]) {
    const { text, place } = refused()
    text.insert(at, '1')
    expect(replacedBy(text, place)).toBe('changed')
  }
})

test('it is where nobody knows in a text that began anew', () => {
  const { place } = refused()
  expect(replacedBy(createDocument().getText(BODY), place)).toBe('changed')
})

test('words that replaced none, and those of an older page, have nothing to take away', () => {
  const { text, place } = refused()
  expect(replacedBy(text, { ...place, instead: [] })).toBeNull()
  expect(replacedBy(text, { position: place.position, text: place.text })).toBeNull()
})

test('what a paragraph holds that is longer than a call may have arguments does not matter', () => {
  const { text, place } = refused()
  text.insert(1, 'x'.repeat(200_000))
  expect(replacedBy(text, place)).toMatchObject({ words: '30' })
})
