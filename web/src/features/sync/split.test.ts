import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { splitUpdate, weigh } from './split.ts'

const LIMITS = { bytes: 600, structs: 8, ranges: 5 }
const SEEDS = Array.from({ length: 150 }, (_, at) => at + 1)

/** Numbers in [0, 1) that repeat with their seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const WORDS = ['zażółć ', 'gęślą ', 'jaźń ', '🪿🪿🪿 ', '§ 6 ', 'x']

/** One client, one transaction: insertions anywhere, deletions, markers, formats. */
function writeSomething(text: Y.Text, random: () => number): void {
  const upTo = (limit: number): number => Math.floor(random() * limit)
  for (let step = 0; step < 5 + upTo(20); step += 1) {
    const at = upTo(text.length + 1)
    const length = Math.min(1 + upTo(30), text.length - at)
    const kind = upTo(5)
    if (kind <= 1) text.insert(at, WORDS[upTo(WORDS.length)]!.repeat(1 + upTo(80)))
    if (kind === 2) text.insertEmbed(at, new Y.Map([['id', `b${step}`]]))
    if (kind === 3 && length > 0) text.delete(at, length)
    if (kind === 4 && length > 0) text.format(at, length, { bold: true })
  }
}

test.each(SEEDS)('pieces in order give the whole, none waits for a later one (seed %i)', (seed) => {
  const doc = new Y.Doc()
  const text = doc.getText('body')
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  doc.transact(() => {
    text.insert(0, 'początek ')
    writeSomething(text, seeded(seed))
  })
  expectWhole(splitUpdate(made[0]!, LIMITS), doc)
})

test.each(SEEDS.slice(0, 40))('the same of several people who wrote between each other (seed %i)', (seed) => {
  const random = seeded(seed)
  const docs = Array.from({ length: 3 }, () => new Y.Doc())
  for (let round = 0; round < 6; round += 1) {
    const doc = docs[Math.floor(random() * docs.length)]!
    doc.transact(() => writeSomething(doc.getText('body'), random))
    for (const other of docs) if (random() < 0.7) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  }
  const whole = new Y.Doc()
  for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  expectWhole(splitUpdate(Y.encodeStateAsUpdate(whole), LIMITS), whole)
})

function expectWhole(pieces: Uint8Array[], doc: Y.Doc): void {
  const copy = new Y.Doc()
  for (const piece of pieces) {
    const { structs, ranges } = weigh(piece)
    expect(structs).toBeLessThanOrEqual(LIMITS.structs)
    expect(ranges).toBeLessThanOrEqual(LIMITS.ranges)
    expect(piece.byteLength).toBeLessThanOrEqual(LIMITS.bytes)
    Y.applyUpdate(copy, piece)
    expect(copy.store.pendingStructs).toBeNull()
    expect(copy.store.pendingDs).toBeNull()
  }
  expect(Y.encodeStateAsUpdate(copy)).toEqual(Y.encodeStateAsUpdate(doc))
}

test('a small update is passed on as it is', () => {
  const doc = new Y.Doc()
  doc.getText('body').insert(0, 'krótko')
  const update = Y.encodeStateAsUpdate(doc)
  expect(splitUpdate(update, LIMITS)).toEqual([update])
})
