import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { inCausalOrder } from './causal.ts'

/** Two people take turns, each writing in the middle of what the other one wrote; one update each turn. */
function takeTurns(turns: number): { updates: Uint8Array[]; text: string } {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  const updates: Uint8Array[] = []
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') updates.push(update)
    })
  }
  for (let turn = 0; turn < turns; turn += 1) {
    const [mine, other] = turn % 2 === 0 ? docs : ([docs[1], docs[0]] as const)
    const text = mine.getText('body')
    if (turn % 5 === 4) text.delete(0, 1)
    else text.insert(Math.floor(text.length / 2), `${turn};`)
    Y.applyUpdate(other, updates.at(-1)!, 'other')
  }
  return { updates, text: docs[0].getText('body').toString() }
}

/** One person's first, then the other's. */
const byPerson = (updates: Uint8Array[]) =>
  [1, 0].flatMap((person) => updates.filter((_, turn) => turn % 2 === person).map((update) => ({ update })))

test('nothing comes before what it builds on, or deletes', () => {
  const { updates, text } = takeTurns(40)
  const { ready, stuck } = inCausalOrder(byPerson(updates), new Map())
  const copy = new Y.Doc()
  for (const { update } of ready) {
    Y.applyUpdate(copy, update)
    expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null])
  }
  expect([stuck, copy.getText('body').toString()]).toEqual([[], text])
})

test('what builds on something that is nowhere is told apart', () => {
  const { updates } = takeTurns(4)
  const without = byPerson(updates).filter(({ update }) => update !== updates[2])
  const { ready, stuck } = inCausalOrder(without, new Map())
  expect(ready.map(({ update }) => updates.indexOf(update))).toEqual([0, 1])
  expect(stuck.map(({ update }) => updates.indexOf(update))).toEqual([3])
})

test("one person's updates stay as they are", () => {
  const { updates } = takeTurns(1)
  const records = updates.map((update) => ({ update }))
  expect(inCausalOrder(records, new Map())).toEqual({ ready: records, stuck: [] })
})
