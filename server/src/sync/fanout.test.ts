import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ChangedEvent } from './events.ts'
import { Fanout } from './fanout.ts'

interface Delivered {
  event: ChangedEvent
  except: number | null
}

function setUp() {
  const doc = new Y.Doc()
  const delivered: Delivered[] = []
  const fanout = new Fanout({ doc }, (event, except) => delivered.push({ event, except }))
  let seq = 0
  const type = (letters: string, from: number): void => {
    doc.once('update', (update: Uint8Array) => fanout.add(update, (seq += 1), from))
    doc.getText('body').insert(seq, letters)
  }
  return { doc, delivered, fanout, type }
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
  expect(delivered).toMatchObject([{ event: { seq: 1 }, except: 1 }])
})

test('what comes together goes out together, and to everybody when it is of several people', async () => {
  const { doc, delivered, type } = setUp()
  type('a', 1)
  type('b', 2)
  await new Promise(setImmediate)
  expect(delivered).toMatchObject([{ event: { seq: 2 }, except: null }])
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
