import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type SeededDocument, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64, Window } from '../kit/wire.ts'

const HASH = 'query($id: ID!, $vector: Bytes!) { documentTextHash(documentId: $id, stateVector: $vector) }'
/** As many client ids as a frame takes. */
const HUGE = toBase64(Y.encodeStateVector(new Map(Array.from({ length: 70_000 }, (_, index) => [2 ** 31 + index, 1]))))
const REFUSED = { codes: ['INVALID'], details: ['too-many-clients'] }

let app: TestApp
let document: SeededDocument
let cookie: string
let othersCookie: string

beforeAll(async () => {
  app = await startApp({ env: { limits: LIMITS } })
  const organization = await seed(app).organization()
  const [person, other] = [await organization.person(), await organization.person()]
  document = await organization.document(person, { text: 'Ala' })
  await document.member(other, 'EDITOR')
  cookie = await signInAs(app, person)
  othersCookie = await signInAs(app, other)
})

afterAll(() => app.close())

test('a state vector that the document cannot explain is refused wherever one is taken, and the third ends the socket', async () => {
  const wire = await openWire(app, { cookie })
  const window = await openWindow(wire, document.id, 7)
  expect(await wire.ask(HASH, { id: document.id, vector: HUGE })).toMatchObject(REFUSED)
  const update = window.change((text) => text.insert(1, 'x'))
  expect(await window.push(update, { seen: HUGE })).toMatchObject(REFUSED)
  const again = new Window(wire, document.id, 8)
  again.join({ stateVector: HUGE })
  await until('a refusal', () => again.codes.length > 0)
  expect(again.codes).toEqual(['INVALID'])
  await wire.gone()
  expect(wire.closed?.code).toBe(4403)
})

test('who wrote what a restored backup forgot is let in with all that they have', async () => {
  const wire = await openWire(app, { cookie: othersCookie })
  const vector = new Map([...Array(3_000).keys()].map((index) => [1_000 + index, 100] as const))
  const window = new Window(wire, document.id, 9)
  window.join({ stateVector: toBase64(Y.encodeStateVector(vector)) })
  await until('the opening', () => window.has('DocumentOpened'))
  await wire.close()
})
