import { describe, expect, test } from 'vitest'
import { applyUpdate } from 'yjs'
import {
  BODY,
  baseOf,
  createDocument,
  type DocumentContent,
  isImplicitId,
  plainTextOf,
  readContent,
  readSections,
} from '../document/index.ts'
import { seededRandom } from '../sync/testing.ts'
import { type UnitState, UnitTracker } from './activity-units.ts'
import { play } from './testing-play.ts'

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1)

/** Every unit by its id, read from the whole text. */
function unitsOf(content: DocumentContent): Map<string, string> {
  const units = new Map<string, string>()
  for (const block of plainTextOf(baseOf(content))) {
    // What an empty document shows.
    if (block.id === '~' && block.type === 'block' && block.content.length === 0) continue
    const id = isImplicitId(block.id) && block.id !== '~' ? block.id.slice(1) : block.id
    const { id: _id, ...rest } = block
    units.set(id, (units.get(id) ?? '') + JSON.stringify(rest))
  }
  return units
}

/** Units that have a marker, without those that proposals split from them. */
function orderOf(doc: ReturnType<typeof createDocument>): string[] {
  const sections = readSections(doc.getText(BODY))
  return sections
    .filter(({ marker, proposed }) => marker !== null && proposed?.ins === undefined)
    .map(({ storedId }) => storedId)
}

const isChanged = (before: UnitState | null, after: UnitState | null) =>
  JSON.stringify(before) !== JSON.stringify(after)

describe('what a row does to units', () => {
  test.each(SEEDS)('is what the whole text before and after it says (seed %i)', (seed) => {
    const { rows } = play(seededRandom(seed), { length: 120 })
    const doc = createDocument()
    const whole = createDocument()
    const tracker = new UnitTracker(doc)
    let before = unitsOf(readContent(whole.getText(BODY)))
    for (const [index, { update }] of rows.entries()) {
      applyUpdate(whole, update)
      const after = unitsOf(readContent(whole.getText(BODY)))
      const orderBefore = orderOf(doc)
      const { changes, touched, order } = tracker.apply(update)
      const orders = [orderBefore, orderOf(doc)]
      const stored = readSections(whole.getText(BODY)).map(({ storedId }) => storedId)
      const isTwice = (id: string) => stored.indexOf(id) !== stored.lastIndexOf(id)
      const expected = [...new Set([...before.keys(), ...after.keys()])].filter(
        (id) => before.get(id) !== after.get(id),
      )
      const found = changes.filter(({ before: was, after: is }) => isChanged(was, is)).map(({ id }) => id)
      // Two units with one id, after two moved it at the same time, are told apart by neither.
      if (!stored.some((id) => isTwice(id))) expect([index, found.sort()]).toEqual([index, expected.sort()])
      for (const { id, after: is } of changes) {
        if (!isTwice(id)) expect([index, id, is === null]).toEqual([index, id, !after.has(id)])
        expect(touched).toContain(id)
      }
      if (order !== undefined) expect([index, order.before, order.after]).toEqual([index, ...orders])
      before = after
    }
  })
})
