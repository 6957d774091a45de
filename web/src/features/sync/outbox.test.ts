import { LIMITS } from '@app/server/limits'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Outbox, type Push } from './outbox.ts'

/** One update per word, as a person types them. */
function updatesOf(words: string[]): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) doc.getText('body').insert(doc.getText('body').length, word)
  return { doc, updates }
}

function read(updates: Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  expect(doc.store.pendingStructs).toBeNull()
  return doc.getText('body').toString()
}

function taken(outbox: Outbox): Push {
  const push = outbox.take()
  if (!push) throw new Error('Nothing to take.')
  return push
}

describe('outbox', () => {
  test('has one push in flight, and what is typed meanwhile goes with the next one', () => {
    const { updates } = updatesOf(['jeden ', 'dwa ', 'trzy '])
    const outbox = new Outbox()
    outbox.add(updates[0]!)
    const first = taken(outbox)
    outbox.add(updates[1]!)
    outbox.add(updates[2]!)
    expect(outbox.take()).toBeNull()
    outbox.acknowledge(first)
    const second = taken(outbox)
    outbox.acknowledge(second)
    expect(outbox.records).toHaveLength(0)
    expect([first.clientSeq, second.clientSeq]).toEqual([1, 2])
    expect(read([first.update, second.update])).toBe('jeden dwa trzy ')
  })

  test('sends a push that failed again with the same bytes and number, however much was typed since', () => {
    const { updates } = updatesOf(['jeden ', 'dwa '])
    const outbox = new Outbox()
    outbox.add(updates[0]!)
    const first = taken(outbox)
    outbox.add(updates[1]!)
    outbox.putBack(first)
    const again = taken(outbox)
    expect(again).toBe(first)
    expect(outbox.records).toHaveLength(2)
    outbox.acknowledge(again)
    expect(outbox.records).toHaveLength(1)
  })

  test('keeps a push within the limits of one message', () => {
    const { updates } = updatesOf(Array.from({ length: 250 }, (_, n) => `słowo${n} `))
    const outbox = new Outbox()
    for (const update of updates) outbox.add(update)
    const sizes: number[] = []
    for (let push = outbox.take(); push; push = outbox.take()) {
      sizes.push(push.records.length)
      outbox.acknowledge(push)
    }
    expect(sizes).toEqual([100, 100, 50])
  })

  test('cuts a paste of a megabyte into pushes that arrive whole and in order', () => {
    const doc = new Y.Doc()
    const outbox = new Outbox()
    doc.on('update', (update: Uint8Array) => outbox.add(update))
    const pasted = 'Zażółć gęślą jaźń 🪿 '.repeat(50_000)
    doc.getText('body').insert(0, pasted)
    const pushes: Push[] = []
    for (let push = outbox.take(); push; push = outbox.take()) {
      pushes.push(push)
      outbox.acknowledge(push)
    }
    expect(Math.max(...pushes.map((push) => push.update.byteLength))).toBeLessThanOrEqual(LIMITS.pushBytes)
    expect(read(pushes.map((push) => push.update))).toBe(pasted)
  })

  test('numbers from one and merges anew under another client id', () => {
    const { updates } = updatesOf(['jeden ', 'dwa '])
    const outbox = new Outbox()
    outbox.add(updates[0]!)
    const sent = taken(outbox)
    outbox.add(updates[1]!)
    outbox.renumber()
    const merged = taken(outbox)
    expect(merged.clientSeq).toBe(1)
    expect(read([merged.update])).toBe('jeden dwa ')
    outbox.putBack(sent)
    expect(outbox.isSending).toBe(true)
  })
})
