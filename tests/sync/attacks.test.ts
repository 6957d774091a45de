import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type Attack, attacksOn } from '../kit/attacks.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64, type Window } from '../kit/wire.ts'

const ANNA = 1_001
const BASIA = 1_002
const MALLORY = 7_777

let app: TestApp
let documentId: string
let mallory: string
let anna: Window
let basia: Window

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  const [first, second, attacker] = [
    await organization.person(),
    await organization.person(),
    await organization.person(),
  ]
  documentId = (await organization.document(first, { text: 'Ala ma kota\nDrugi akapit' })).id
  mallory = await signInAs(app, attacker)
  anna = await openWindow(await openWire(app, { cookie: await signInAs(app, first) }), documentId, ANNA)
  basia = await openWindow(await openWire(app, { cookie: await signInAs(app, second) }), documentId, BASIA)
  await anna.write((text) => text.insert(1, 'Napisane przez Annę. '))
  await basia.write((text) => text.insert(1, 'I przez Basię. '))
  await until('both to see the same', () => anna.letters() === basia.letters())
})

afterAll(async () => {
  await leave()
  await anna.wire.close()
  await basia.wire.close()
  await app.close()
})

/** The document as the attacker would know it; the attacks are named before anything runs. */
function attacksNow(): Attack[] {
  return attacksOn({ state: Y.encodeStateAsUpdate(anna.doc), me: MALLORY, victim: ANNA })
}

const EXAMPLE = new Y.Doc()
EXAMPLE.clientID = ANNA
EXAMPLE.getText('body').insertEmbed(0, new Y.Map([['kind', 'paragraph']]))
EXAMPLE.getText('body').insert(1, 'Tekst ofiary')
const NAMES = attacksOn({ state: Y.encodeStateAsUpdate(EXAMPLE), me: MALLORY, victim: ANNA }).map(({ name }) => name)

/** A socket is closed after the third refused update; so each takes part in two tests. */
const TESTS_PER_SOCKET = 2
let current: Window | null = null
let attacks = 0

async function attacker(): Promise<Window> {
  if (current !== null && attacks % TESTS_PER_SOCKET !== 0 && current.wire.closed === null) {
    attacks += 1
    return current
  }
  await leave()
  attacks = 1
  current = await openWindow(await openWire(app, { cookie: mallory }), documentId, MALLORY)
  return current
}

async function leave(): Promise<void> {
  await current?.wire.close()
  current = null
}

describe('an editor who pushes what no page would', () => {
  test.each(NAMES)('%s', async (name) => {
    const attack = attacksNow().find((one) => one.name === name) as Attack
    const before = await app.app.rooms.read(documentId)
    const window = await attacker()

    const { data, codes, details } = await window.push(attack.update)
    expect(data).toBeNull()
    expect(codes).toEqual([expect.stringMatching(/^(INVALID|TOO_LARGE)$/)])
    if (attack.detail !== undefined) expect(details).toEqual([attack.detail])

    const after = await app.app.rooms.read(documentId)
    expect(after).toEqual(before)
    await expectHonestWorkGoesOn()
  })

  test('is refused positions that are none, which nobody is brought', async () => {
    await leave()
    const window = await attacker()
    const move = (places: object) =>
      window.wire.ask('mutation($input: SetPresenceInput!) { setPresence(input: $input) }', {
        input: { documentId, clientId: MALLORY, ...places },
      })
    const none = { codes: ['INVALID'], details: ['malformed'] }
    expect(await move({ anchor: 'AAAA', head: '' })).toMatchObject(none)
    expect(await move({ anchor: toBase64(new Uint8Array([2])), head: 'AAAA' })).toMatchObject(none)
    const honest = toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(window.text, 3, -1)))
    expect(await move({ anchor: honest, head: honest })).toMatchObject({ codes: [] })
    const headsOf = (one: Window) =>
      one.events.flatMap(({ joined }) => (joined ?? []) as { clientId: number; head: string | null }[])
    await until('the honest position', () => headsOf(anna).some(({ head }) => head === honest))
    expect(headsOf(anna).flatMap(({ clientId, head }) => (clientId === MALLORY ? (head ?? []) : []))).toEqual([honest])
    await leave()
  })

  test('leaves rows in the audit', async () => {
    await app.app.rooms.flushAll()
    await flushAudit()
    const rows = await app.db.auditEvent.findMany({ where: { documentId, action: 'operation.refused' } })
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain('alert(1)')
  })

  test('can do what an editor may: delete everything, which the log keeps', async () => {
    const window = await attacker()
    const { codes } = await window.write((text) => text.delete(1, 5))
    expect(codes).toEqual([])
    await until('the deletion to arrive', () => anna.letters() === window.letters())
    await expectHonestWorkGoesOn()
  })
})

async function expectHonestWorkGoesOn(): Promise<void> {
  const letters = anna.letters().length
  const { codes } = await anna.write((text) => text.insert(text.length, '.'))
  expect(codes).toEqual([])
  await until('the honest keystroke to arrive', () => basia.letters() === anna.letters())
  expect(basia.letters().length).toBe(letters + 1)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
}

/** Refusals are folded for a minute; ending the application writes them. */
async function flushAudit(): Promise<void> {
  await anna.wire.close()
  await basia.wire.close()
  await app.restart()
  anna = await reopen(anna)
  basia = await reopen(basia)
}

async function reopen(window: Window): Promise<Window> {
  const { userId } = await app.db.documentClient.findUniqueOrThrow({
    where: { documentId_clientId: { documentId, clientId: BigInt(window.clientId) } },
  })
  const wire = await openWire(app, { cookie: await signInAs(app, { id: userId }) })
  return openWindow(wire, documentId, window.clientId + 10)
}
