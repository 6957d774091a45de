import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { SecretIds } from './redact-update.ts'
import { findSecret } from './secret-places.ts'
import { takeOut } from './take-out.ts'

const SECRET = 'abcd'
const TIMES = 150

/** How often it is asked whether an item was deleted: every way through a text asks it of each. */
function readsOf(work: () => void): number {
  const asked = Object.getOwnPropertyDescriptor(Y.Item.prototype, 'deleted') ?? {}
  let reads = 0
  const get = function (this: Y.Item): unknown {
    reads += 1
    return asked.get?.call(this)
  }
  Object.defineProperty(Y.Item.prototype, 'deleted', { ...asked, get })
  try {
    work()
  } finally {
    Object.defineProperty(Y.Item.prototype, 'deleted', asked)
  }
  return reads
}

async function takeOutOften(times: number): Promise<{ reads: number; said: string }> {
  const doc = createDocument()
  const text = doc.getText(BODY)
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries({ id: 'a', kind: 'paragraph', level: 0 })))
  // Sign by sign, each in front of the one before it: so Yjs can join none with another.
  const signs = [...`${SECRET} `.repeat(times)].reverse()
  doc.transact(() => {
    for (const sign of signs) text.insert(1, sign)
  })
  const row = { seq: 1, kind: 'EDIT', update: Y.encodeStateAsUpdate(doc) } as StoredRow
  const ids = new SecretIds(await findSecret([row], SECRET))
  return { reads: readsOf(() => takeOut(doc, ids, SECRET)), said: text.toString() }
}

test('words that stand twice as often are taken out in twice as many steps', async () => {
  const [some, more] = [await takeOutOften(TIMES), await takeOutOften(2 * TIMES)]
  expect(more.reads / some.reads).toBeLessThan(2.5)
  expect(some.said).toBe('[usunięto] '.repeat(TIMES))
})
