// One person writes so that Yjs can join nothing: a sign each, alternately under two ids of their own.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const SECRET = 'hasło do poczty: Wisła1906'
const PIECES = 1_900

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let cookie: string
let window: Window

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization()
  owner = await lead.person()
  cookie = await signInAs(target, owner)
})
afterAll(() => target.close())

/** In one block, in front of its last sign. */
function writePieces(text: Y.Text, words: string): void {
  const { doc } = text
  if (doc === null) throw new Error('a text of no document')
  let left = lastOf(text)
  doc.transact((transaction) => {
    for (const [index, letter] of [...words].entries()) {
      const client = window.clientId + (index % 2)
      const id = Y.createID(client, Y.getState(doc.store, client))
      const item = new Y.Item(id, left, left.lastId, left.right, null, text, null, new Y.ContentString(letter))
      item.integrate(transaction, 0)
      left = item
    }
  })
}

function lastOf(text: Y.Text): Y.Item {
  let last = text._start
  while (last?.right) last = last.right
  if (last === null) throw new Error('an empty text')
  return last
}

/** A document of so many pieces, the secret at their end, in which one sign was once proposed. */
async function writeDocument(pieces: number): Promise<string> {
  const { id } = await lead.document(owner, { text: 'Ala ma kota' })
  window = await openWindow(await openWire(target, { cookie }), id, 9_000 + pieces)
  const proposed = await window.write((text) => text.insert(text.length, 'x', { [`ins:${randomUUID()}`]: true }))
  expect(proposed.codes).toEqual([])
  const written = await window.write((text) => writePieces(text, 'a'.repeat(pieces) + SECRET))
  expect(written.codes).toEqual([])
  await window.wire.close()
  return id
}

/** How often it is asked whether an item was deleted: every way through a text asks it of each. */
async function readsOf(work: () => Promise<void>): Promise<number> {
  const asked = Object.getOwnPropertyDescriptor(Y.Item.prototype, 'deleted') ?? {}
  let reads = 0
  const get = function (this: Y.Item): unknown {
    reads += 1
    return asked.get?.call(this)
  }
  Object.defineProperty(Y.Item.prototype, 'deleted', { ...asked, get })
  try {
    await work()
  } finally {
    Object.defineProperty(Y.Item.prototype, 'deleted', asked)
  }
  return reads
}

async function redact(documentId: string): Promise<void> {
  const input = { id: randomUUID(), documentId, text: SECRET, reason: 'Wyciekło' }
  expect((await ask(target, cookie, REDACT, { input })).codes).toEqual([])
}

it('its words are redacted, and of twice as many pieces each is not read more often', async () => {
  const some = await writeDocument(PIECES)
  const more = await writeDocument(2 * PIECES)
  const reads = await readsOf(() => redact(some))
  expect((await readsOf(() => redact(more))) / reads).toBeLessThan(2.5)
  expect(await everythingKept(target.db)).not.toContain(SECRET)
  for (const id of [some, more]) {
    const { content } = await target.app.rooms.read(id)
    expect(JSON.stringify(content)).toContain('[usunięto]')
  }
})
