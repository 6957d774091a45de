import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isRecord, isUpdate, legibleIn } from './readable.ts'

function updateOf(words: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('body').insert(0, words)
  return Y.encodeStateAsUpdate(doc)
}

test('an update is one only whole', () => {
  const update = updateOf('Zażółć gęślą jaźń')
  expect(isUpdate(update)).toBe(true)
  for (let length = 0; length < update.byteLength; length += 1) expect(isUpdate(update.slice(0, length))).toBe(false)
})

test('a record is one only with what its window had seen', () => {
  const update = updateOf('słowa')
  expect(isRecord({ update })).toBe(true)
  expect(isRecord({ update, seen: Y.encodeStateVectorFromUpdate(update) })).toBe(true)
  expect(isRecord({ update, seen: new Uint8Array([3, 255]) })).toBe(false)
})

test('words are read in what is left of an update', () => {
  const update = updateOf('Zażółć gęślą jaźń')
  expect(legibleIn(update.slice(0, -1)).join(' ')).toContain('Zażółć gęślą jaźń')
  expect(legibleIn(new Uint8Array([0, 255, 1]))).toEqual([])
})
