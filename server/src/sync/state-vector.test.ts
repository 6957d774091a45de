import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { decodeVectorFor, isVectorOf, mostClientsFor } from './state-vector.ts'
import { copyOf, documentOf, paragraph } from './testing.ts'

const REFUSED = { extensions: { code: 'INVALID', detail: 'too-many-clients' } }

/** A document that so many windows wrote in. */
function writtenBy(windows: number): Y.Doc {
  const doc = documentOf([paragraph('a', 'Ala')], 1)
  for (let clientId = 2; clientId <= windows; clientId += 1) {
    const copy = copyOf(doc, 2 ** 32 - clientId)
    copy.getText('body').insert(1, 'x')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)))
  }
  return doc
}

/** A vector with as many client ids as are left, each as long as one can be. */
function vectorOf(clients: number): Uint8Array {
  return Y.encodeStateVector(
    new Map(Array.from({ length: clients }, (_, index) => [2 ** 32 - 1 - index, 2 ** 31] as const)),
  )
}

test('whoever has all of a document, and as much again that it lost, is understood', () => {
  const doc = writtenBy(300)
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (let clientId = 1_000; clientId < 5_000; clientId += 1) vector.set(clientId, 2 ** 31)
  expect(decodeVectorFor(doc, Y.encodeStateVector(vector))).toEqual(vector)
})

test('the most that a window may name is taken, one more is refused', () => {
  const doc = writtenBy(2)
  const most = mostClientsFor(doc)
  expect(decodeVectorFor(doc, vectorOf(most)).size).toBe(most)
  expect(() => decodeVectorFor(doc, vectorOf(most + 1))).toThrow(expect.objectContaining(REFUSED))
})

test('a vector is refused by its size alone, whatever it says of it', () => {
  const doc = writtenBy(2)
  const claim = new Uint8Array(920_000).fill(0)
  expect(() => decodeVectorFor(doc, claim)).toThrow(expect.objectContaining(REFUSED))
  expect(() => decodeVectorFor(doc, new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]))).toThrow(
    expect.objectContaining(REFUSED),
  )
  expect(() => decodeVectorFor(doc, new Uint8Array())).toThrow('INVALID')
})

test('the vector of a document is told from that of more and of less', () => {
  const doc = writtenBy(3)
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
  expect(isVectorOf(doc, vector)).toBe(true)
  expect(isVectorOf(doc, new Map([...vector].slice(1)))).toBe(false)
  expect(isVectorOf(doc, new Map([...vector, [7, 1]]))).toBe(false)
  expect(isVectorOf(doc, new Map([...vector].map(([client, clock]) => [client, clock - 1] as const)))).toBe(false)
})
