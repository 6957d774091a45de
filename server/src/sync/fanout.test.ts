import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ChangedEvent } from './events.ts'
import { Fanout } from './fanout.ts'

interface Delivered {
  event: ChangedEvent
  /** Of the windows 1 to 9. */
  to: number[]
}

const WINDOWS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

function setUp() {
  const doc = new Y.Doc()
  const delivered: Delivered[] = []
  const failures: unknown[] = []
  const deliver = (event: ChangedEvent, isFor: (clientId: number) => boolean): void => {
    delivered.push({ event, to: WINDOWS.filter(isFor) })
  }
  const fanout = new Fanout({ doc }, deliver, (error) => failures.push(error))
  let seq = 0
  const type = (letters: string, from: number): void => {
    doc.once('update', (update: Uint8Array) => fanout.add(update, (seq += 1), from))
    doc.getText('body').insert(seq, letters)
  }
  return { doc, delivered, failures, fanout, type }
}

function textOf(delivered: readonly Delivered[]): string {
  const doc = new Y.Doc()
  for (const { event } of delivered) Y.applyUpdate(doc, event.update)
  return doc.getText('body').toString()
}

test('an idle room delivers in the next turn of the loop', async () => {
  const { delivered, type } = setUp()
  type('a', 1)
  expect(delivered).toHaveLength(0)
  await new Promise(setImmediate)
  expect(delivered).toMatchObject([{ event: { seq: 1 }, to: WINDOWS.slice(1) }])
})

test('what comes together goes out together, and nobody gets their own back', async () => {
  const { doc, delivered, type } = setUp()
  type('a', 1)
  type('b', 2)
  await new Promise(setImmediate)
  expect(delivered.map(({ to }) => to)).toEqual([WINDOWS.slice(2), [1], [2]])
  expect(delivered.map(({ event }) => event.seq)).toEqual([2, 2, 2])
  expect(textOf(delivered.slice(0, 1))).toBe(doc.getText('body').toString())
  const [, first, second] = delivered.map(({ event }) => Y.decodeUpdate(event.update).structs.length)
  expect([first, second]).toEqual([1, 1])
})

test('what comes together of many goes to all of them', async () => {
  const { doc, delivered, type } = setUp()
  for (const from of WINDOWS) type('x', from)
  await new Promise(setImmediate)
  expect(delivered.map(({ to }) => to)).toEqual([WINDOWS])
  expect(textOf(delivered)).toBe(doc.getText('body').toString())
})

test('a burst is encoded once from the document', () => {
  const { doc, delivered, fanout, type } = setUp()
  type('!', 1)
  fanout.flush()
  for (let i = 0; i < 500; i++) type('x', 1)
  fanout.flush()
  expect(delivered).toMatchObject([{ event: { seq: 1 } }, { event: { seq: 501 } }])
  expect(textOf(delivered)).toBe(doc.getText('body').toString())
  expect(Y.parseUpdateMeta((delivered[1] as Delivered).event.update).from.get(doc.clientID)).toBe(1)
})

test('nothing waits after a flush', async () => {
  const { delivered, fanout, type } = setUp()
  type('a', 1)
  fanout.flush()
  await new Promise(setImmediate)
  expect(delivered).toHaveLength(1)
})

test('a round that cannot be made is told, and ends neither the process nor the rounds after it', async () => {
  const { delivered, failures, fanout, type } = setUp()
  fanout.add(new Uint8Array([255]), 1, 1)
  fanout.add(new Uint8Array([255]), 2, 2)
  await new Promise(setImmediate)
  expect(failures).toHaveLength(1)
  expect(delivered).toHaveLength(0)
  type('a', 1)
  fanout.flush()
  expect(delivered).toHaveLength(1)
})
