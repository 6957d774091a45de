import { LIMITS, type Limits } from '@app/server/limits'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { bytes, lettersOf } from '../kit/attack-bytes.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

/** The most ranges one push may delete. */
const RANGES = 30_000

let app: TestApp
let honest: Window
let greedy: Window

async function begin(text: string, limits: Partial<Limits> = {}): Promise<void> {
  app = await startApp({ env: { limits: { ...LIMITS, ...limits } } })
  const organization = await seed(app).organization()
  const [first, second] = [await organization.person(), await organization.person()]
  const { id } = await organization.document(first, { text })
  honest = await openWindow(await openWire(app, { cookie: await signInAs(app, first) }), id, 9_001)
  greedy = await openWindow(await openWire(app, { cookie: await signInAs(app, second) }), id, 9_666)
}

afterEach(async () => {
  await honest.wire.close()
  await greedy.wire.close()
  await app.close()
})

async function expectRefused(update: Uint8Array, detail: string): Promise<void> {
  const before = await app.app.rooms.read(honest.documentId)
  const answer = await greedy.push(update)
  expect(answer).toMatchObject({ data: null, codes: ['TOO_LARGE'], details: [detail] })
  expect(await app.app.rooms.read(honest.documentId)).toEqual(before)
  const letters = honest.letters()
  expect((await honest.write((body) => body.insert(body.length, '.'))).codes).toEqual([])
  await until('the honest keystroke to arrive', () => greedy.letters() === `${letters}.`)
}

test('deletions that would cut a long run in a hundred thousand pieces are refused before they cost anything', async () => {
  await begin('x'.repeat(4 * RANGES))
  const { client, clock } = lettersOf(honest.doc).id
  const ranges = Array.from({ length: RANGES }, (_, index) => [clock + index * 2, 1])
  await expectRefused(bytes([0, 1, client, RANGES, ...ranges]), 'too-costly')
})

test('words for which a document has no room are refused, and smaller ones taken', async () => {
  await begin('Ala ma kota', { documentBytes: 50_000 })
  const wish = new Y.Doc()
  Y.applyUpdate(wish, Y.encodeStateAsUpdate(greedy.doc))
  wish.clientID = greedy.clientId
  const before = Y.encodeStateVector(wish)
  wish.getText('body').insert(1, 'zażółć '.repeat(6_000))
  await expectRefused(Y.encodeStateAsUpdate(wish, before), 'document-full')
})
