import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, canonicalHash, createDocument, readContent } from '../../document/index.ts'
import { play } from '../../history/testing-play.ts'
import type { StoredRow } from '../../sync/index.ts'
import { seededRandom } from '../../sync/testing.ts'
import { readAgain } from './read-again.ts'

function rowsOf(seed: number, length: number): StoredRow[] {
  const { rows } = play(seededRandom(seed), { people: 3, length })
  return rows.map(({ update }, index) => ({ seq: index + 1, kind: 'EDIT', update }) as StoredRow)
}

test('answers what the text says at each place, and all of it', async () => {
  const rows = rowsOf(71, 60)
  const doc = createDocument()
  const expected = new Map([[0, canonicalHash(readContent(doc.getText(BODY)))]])
  for (const { seq, update } of rows) {
    Y.applyUpdate(doc, update)
    expected.set(seq, canonicalHash(readContent(doc.getText(BODY))))
  }
  const places = [0, 3, 3, 4, 40, rows.length]
  const { hashes, state } = await readAgain(rows, places)
  expect(hashes).toEqual(new Map(places.map((place) => [place, expected.get(place)])))
  const again = createDocument()
  Y.applyUpdateV2(again, state)
  expect(readContent(again.getText(BODY))).toEqual(readContent(doc.getText(BODY)))
})

test('lets others go first in a long log', async () => {
  const rows = rowsOf(72, 40)
  const long = Array.from({ length: 2_000 }, (_, index) => ({
    ...(rows[index % rows.length] as StoredRow),
    seq: index + 1,
  }))
  let turns = 0
  const count = (): void => {
    turns += 1
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  await readAgain(long, [])
  clearImmediate(next)
  expect(turns).toBeGreaterThanOrEqual(15)
})
