import { SCHEMA_VERSION } from '@app/server/document'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { send } from '../kit/client.ts'
import { HUGE_WRITES, type HugeWrite } from '../kit/huge-writes.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64, type Window } from '../kit/wire.ts'

/** Reliability R20 says 1 s; this process also makes the bytes, on a machine that others use. */
const REFUSED_WITHIN_MS = 5_000
const TOO_BIG_A_FRAME = 1009
const PUSH = 'mutation ($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'

let app: TestApp
let documentId: string
let greedy: string
let anna: Window
let basia: Window

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person(), await organization.person()] as const
  documentId = (await organization.document(people[0], { text: 'Ala ma kota' })).id
  anna = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, 8_001)
  basia = await openWindow(await openWire(app, { cookie: await signInAs(app, people[1]) }), documentId, 8_002)
  greedy = await signInAs(app, people[2])
})

afterAll(async () => {
  await anna.wire.close()
  await basia.wire.close()
  await app.close()
})

function updateOf(write: HugeWrite): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(anna.doc))
  const before = Y.encodeStateVector(doc)
  doc.clientID = 8_666
  doc.transact(() => write(doc.getText('body')))
  return toBase64(Y.encodeStateAsUpdate(doc, before))
}

function bodyOf(update: string): { query: string; variables: object } {
  const input = { documentId, epoch: anna.epoch, schemaVersion: SCHEMA_VERSION, clientId: 8_666, clientSeq: 1, update }
  return { query: PUSH, variables: { input } }
}

/** How a push is refused: by a code, or by the close of its socket. */
async function overSocket(update: string): Promise<unknown> {
  const wire = await openWire(app, { cookie: greedy })
  const frame = JSON.stringify({ id: 'huge', type: 'subscribe', payload: bodyOf(update) })
  let code: unknown
  wire.on('huge', ({ type, payload }) => {
    if (type === 'next')
      code = (payload as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code
  })
  const since = performance.now()
  wire.socket.send(frame)
  await until('a refusal', () => code !== undefined || wire.closed !== null)
  expect(performance.now() - since).toBeLessThan(REFUSED_WITHIN_MS)
  const refusal = code ?? wire.closed?.code
  await wire.close()
  return refusal
}

async function overHttp(update: string): Promise<unknown> {
  const body = JSON.stringify(bodyOf(update))
  const since = performance.now()
  const answer = JSON.parse((await send(app, { body, headers: { cookie: greedy } })).body)
  expect(performance.now() - since).toBeLessThan(REFUSED_WITHIN_MS)
  return answer.code ?? answer.errors?.[0]?.extensions.code
}

test.each(HUGE_WRITES)(
  '%s is refused at both doors, while somebody else types on',
  async (_name, write, fitsAFrame) => {
    const before = anna.letters()
    const update = updateOf(write)
    const refusals = Promise.all([overSocket(update), overHttp(update)])
    const { codes } = await anna.write((text) => text.insert(text.length, '.'))
    expect(codes).toEqual([])
    await until('the keystroke to arrive', () => basia.letters() === `${before}.`)
    expect(await refusals).toEqual([fitsAFrame ? 'TOO_LARGE' : TOO_BIG_A_FRAME, 'TOO_LARGE'])
    expect(basia.letters()).toBe(`${before}.`)
  },
)
