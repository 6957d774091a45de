// Texts of signs that Yjs cannot join: they are gone through item by item, and nothing that a row touches is gone through for
// each of its items again.

import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { searchSteps } from './secret-places.ts'

const SECRET = 'Wisła1906'
const SIGNS = 400

/** Writes one block of so many signs, of which one was once proposed, each in front of the one before it. */
type Write = (text: Y.Text, signs: number) => void

const atOnce: Write = (text, signs) => text.doc?.transact(() => bySign(text, signs))

const bySign: Write = (text, signs) => {
  for (let count = 0; count < signs; count += 1) text.insert(1, 'a')
}

const deletedAtOnce: Write = (text, signs) => {
  bySign(text, signs)
  text.delete(1, signs)
}

/** Marks open and close, and are in force over nothing else. */
const proposedBySign: Write = (text, signs) => {
  text.doc?.transact(() => {
    for (let count = 0; count < signs; count += 1) text.insert(1, 'a', { [`ins:p${count}`]: true })
  })
}

function rowsOf(write: Write, signs: number): StoredRow[] {
  const doc = createDocument()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(BODY)
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries({ id: 'a', kind: 'paragraph', level: 0 })))
  text.insert(1, SECRET)
  text.insert(text.length, 'x', { 'ins:x': true })
  write(text, signs)
  return updates.map((update, index) => ({ seq: index + 1, kind: 'EDIT', update }) as StoredRow)
}

function search(rows: readonly StoredRow[]): { steps: number; found: number } {
  const left = searchSteps(rows, SECRET)
  for (let steps = 0; ; steps += 1) {
    const { done, value } = left.next()
    if (done) return { steps, found: value.length }
  }
}

test.each([
  ['in one row', atOnce],
  ['in a row each', bySign],
  ['in a row each, and deleted in one', deletedAtOnce],
  ['each proposed by somebody else, in one row', proposedBySign],
])('twice as many signs, %s, take twice as long, in steps of one', (_how, write) => {
  const [some, more] = [search(rowsOf(write, SIGNS)), search(rowsOf(write, 2 * SIGNS))]
  expect(some.steps).toBeGreaterThan(SIGNS)
  expect(more.steps / some.steps).toBeLessThan(2.2)
  expect([some.found, more.found]).toEqual([1, 1])
})

test('where words stand very often in one piece, its signs are counted once', () => {
  const rows = rowsOf((text) => text.insert(text.length, `${SECRET} `.repeat(SIGNS)), 0)
  const counted = vi.spyOn(String.prototype, 'matchAll')
  const { found } = search(rows)
  const times = counted.mock.calls.length
  counted.mockRestore()
  expect(found).toBe(SIGNS + 1)
  expect(times).toBeLessThan(5)
})
