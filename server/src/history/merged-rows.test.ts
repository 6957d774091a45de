import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument } from '../document/index.ts'
import { documentOf, paragraph, seededRandom, updateBy } from '../sync/testing.ts'
import { mergeRows } from './merged-rows.ts'
import { play } from './testing-play.ts'

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1)

function apply(updates: readonly Uint8Array[], state: Uint8Array | null, gc: boolean): Y.Doc {
  const doc = new Y.Doc({ gc })
  doc.transact(() => {
    if (state !== null) Y.applyUpdate(doc, state)
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

describe('rows as one update', () => {
  test.each(SEEDS)('make the same document, from the beginning and from a checkpoint (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const updates = play(random, { people: 4, length: 150 }).rows.map(({ update }) => update)
    const cut = Math.floor(random() * updates.length)
    const checkpoint = Y.encodeStateAsUpdate(apply(updates.slice(0, cut), null, true))
    for (const [state, rows] of [[null, updates] as const, [checkpoint, updates.slice(cut)] as const]) {
      const merged = mergeRows(rows)
      if (merged === null) throw new Error('They could not be merged')
      for (const gc of [true, false]) {
        const [one, other] = [apply(rows, state, gc), apply([merged], state, gc)]
        expect(Buffer.compare(Y.encodeStateAsUpdate(other), Y.encodeStateAsUpdate(one))).toBe(0)
        expect(other.store.pendingStructs).toBeNull()
      }
    }
  })

  test('take what was typed letter after letter as one piece', () => {
    const doc = documentOf([paragraph('a', '')], 1)
    const typed = [...'Miasto udostępnia lokale 🏛 organizacjom. '.repeat(20)].map((letter) => {
      const update = updateBy(doc, 100, (text) => text.insert(text.length, letter))
      Y.applyUpdate(doc, update)
      return update
    })
    const merged = mergeRows(typed)
    const { structs } = Y.decodeUpdate(merged ?? new Uint8Array([0, 0]))
    expect(structs).toHaveLength(1)
    const other = createDocument()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(documentOf([paragraph('a', '')], 1)))
    Y.applyUpdate(other, merged ?? new Uint8Array([0, 0]))
    expect(other.getText(BODY).toString()).toBe(doc.getText(BODY).toString())
  })

  test('are refused where they do not follow each other, or are not what rows are', () => {
    const doc = documentOf([paragraph('a', 'Tekst')], 1)
    const [first, second, third] = ['x', 'y', 'z'].map((letter) => {
      const update = updateBy(doc, 100, (text) => text.insert(text.length, letter))
      Y.applyUpdate(doc, update)
      return update
    }) as [Uint8Array, Uint8Array, Uint8Array]
    expect(mergeRows([first, second, third])).not.toBeNull()
    expect(mergeRows([first, first])).toBeNull()
    expect(mergeRows([first, third])).toBeNull()
    expect(mergeRows([second, first])).toBeNull()
    expect(mergeRows([first, new Uint8Array([...second, 0])])).toBeNull()
    expect(mergeRows([first, second.slice(0, -2)])).toBeNull()
    expect(mergeRows([first, new Uint8Array([...second, 7, 7]).subarray(0, second.length - 2)])).toBeNull()
    expect(mergeRows([new Uint8Array([9, 9, 9])])).toBeNull()
    expect(mergeRows([Y.encodeStateAsUpdateV2(doc)])).toBeNull()
  })
})
