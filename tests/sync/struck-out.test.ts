import { SCHEMA_VERSION } from '@app/server/document'
import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { find, updateOf } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64, type Window } from '../kit/wire.ts'

let target: TestApp
let lead: SeededOrganization
let document: SeededDocument
let person: SeededPerson
let cookie: string
let clientId = 9_000

/** A copy of the document in which a refused push stood is given up; nothing else of the server ends a document. */
const copies = vi.spyOn(Y.Doc.prototype, 'destroy')

beforeAll(async () => {
  target = await startApp({ env: { limits: LIMITS } })
  lead = await seed(target).organization()
})

beforeEach(async () => {
  const editor = await lead.person()
  document = await lead.document(editor, { text: 'Lokal jest.' })
  person = await (await seed(target).organization()).person()
  await document.member(person, 'PROPOSER')
  cookie = await signInAs(target, person)
  copies.mockClear()
})

afterAll(() => target.close())

async function open(): Promise<Window> {
  clientId += 1
  return openWindow(await openWire(target, { cookie }), document.id, clientId)
}

/** Plain words, of somebody who may only propose. */
const plainWords = (window: Window) => updateOf(window, (text) => text.insert(find(text, 'jest'), 'nie ', {}))

/** What each of twenty pushes sent at once is answered; null where the socket closed instead. */
function pushTwenty(window: Window) {
  const update = plainWords(window)
  return Promise.all(Array.from({ length: 20 }, () => window.push(update).catch(() => null)))
}

describe('of somebody who sends what no page sends', () => {
  it('three pushes are tried, however many come at once, through however many sockets', async () => {
    const [window, other] = [await open(), await open()]
    const answers = await pushTwenty(window)
    expect(answers.filter((answer) => answer?.details[0] === 'changes-base')).toHaveLength(3)
    expect(copies).toHaveBeenCalledTimes(3)
    await window.wire.gone()
    expect(window.wire.closed?.code).toBe(4403)
    await pushTwenty(other)
    await other.wire.gone()
    expect(other.wire.closed?.code).toBe(4403)
    await expect(open()).rejects.toThrow('4403')
    expect(copies).toHaveBeenCalledTimes(3)
    expect((await target.app.rooms.read(document.id)).content).toMatchObject([{ content: [{ text: 'Lokal jest.' }] }])
  })

  it('three are tried that come over HTTP, and none by the socket after them', async () => {
    const window = await open()
    const update = toBase64(plainWords(window))
    const push = 'mutation($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'
    const known = { documentId: document.id, epoch: window.epoch, schemaVersion: SCHEMA_VERSION, clientId, update }
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, clientSeq) => ask(target, cookie, push, { input: { ...known, clientSeq } })),
    )
    expect(new Set(answers.flatMap(({ codes }) => codes))).toEqual(new Set(['FORBIDDEN']))
    expect(copies).toHaveBeenCalledTimes(3)
    await pushTwenty(window)
    await window.wire.gone()
    expect(copies).toHaveBeenCalledTimes(3)
  })

  it('the socket is closed after the third in a row, whatever it is, and the next one before it is let in', async () => {
    const window = await open()
    const garbage = new Uint8Array([1, 2, 3])
    await window.push(garbage)
    await window.push(garbage)
    void window.push(garbage).catch(() => undefined)
    await window.wire.gone()
    expect(window.wire.closed?.code).toBe(4403)
    await expect(open()).rejects.toThrow('4403')
  })

  it('the others are not held back', async () => {
    const honest = await lead.person()
    await document.member(honest, 'EDITOR')
    clientId += 1
    const theirs = await openWindow(
      await openWire(target, { cookie: await signInAs(target, honest) }),
      document.id,
      clientId,
    )
    void pushTwenty(await open())
    await until('a push to be tried', () => copies.mock.calls.length > 0)
    expect((await theirs.write((text) => text.insert(text.length, '!'))).codes).toEqual([])
    await theirs.wire.close()
  })
})
