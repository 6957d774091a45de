import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readTrustedUpdate } from './guard-read.ts'
import { normalise } from './normalise.ts'
import { copyOf, documentOf, paragraph, seededRandom, updateBy } from './testing.ts'

const AUTHOR = 1_000
const ME = 777

const normalised = (doc: Y.Doc, update: Uint8Array) => normalise(doc, readTrustedUpdate(update))

test('what is all new stays byte for byte', () => {
  const doc = documentOf([paragraph('a', 'Ala ma kota')], AUTHOR)
  const update = updateBy(doc, ME, (text) => {
    text.insert(3, 'zażółć 🙂')
    text.delete(1, 2)
    text.format(1, 4, { bold: true })
  })
  expect(normalised(doc, update).update).toEqual(update)
})

test('what is known is left out wherever it was cut', () => {
  const random = seededRandom(3)
  for (let round = 0; round < 200; round++) {
    const doc = documentOf([paragraph('a', 'Ala ma kota')], AUTHOR)
    const copy = copyOf(doc, ME)
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    const text = copy.getText('body')
    for (let step = 0; step < 8; step++) {
      const at = 1 + Math.floor(random() * (text.length - 1))
      if (random() < 0.6) text.insert(at, 'abc'.slice(0, 1 + Math.floor(random() * 3)))
      else text.delete(at, Math.min(2, text.length - at))
    }
    for (const update of updates.slice(0, Math.floor(random() * updates.length))) Y.applyUpdate(doc, update)
    const known = Y.encodeStateVector(doc)
    const rest = normalised(doc, Y.encodeStateAsUpdate(copy))
    Y.applyUpdate(doc, rest.update)
    expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(copy))).toBe(true)
    expect(Y.diffUpdate(rest.update, known).length).toBe(rest.update.length)
    expect(normalised(doc, rest.update).isEmpty).toBe(true)
  }
})

test('each deletion is new only once', () => {
  const doc = documentOf([paragraph('a', 'Ala ma kota')], AUTHOR)
  const first = updateBy(doc, ME, (text) => text.delete(1, 5))
  const second = updateBy(doc, ME + 1, (text) => text.delete(3, 5))
  Y.applyUpdate(doc, normalised(doc, first).update)
  const { deletes } = normalised(doc, second)
  expect([...deletes.values()].flat().reduce((sum, { len }) => sum + len, 0)).toBe(2)
})
