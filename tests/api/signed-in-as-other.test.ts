import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, postJson } from '../kit/client.ts'
import { openPeer, type PeerOptions } from '../kit/peer.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire, Wire } from '../kit/wire.ts'

/** The page belongs to Jan; the cookie of its browser became Ewa's. */
let target: TestApp
let jan: SeededPerson
let ewa: SeededPerson
let document: SeededDocument
let cookie: string

beforeAll(async () => {
  target = await startApp()
  const organization = await seed(target).organization('Fundacja Trzy Okna')
  jan = await organization.person('Jan Kowal')
  ewa = await organization.person('Ewa Malec')
  document = await organization.document(jan, { text: 'Tekst.' })
  cookie = await signInAs(target, ewa)
})
afterAll(() => target.close())

const RENAME = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }'
const asPageOf = (person: SeededPerson) => ({ cookie, 'x-wz-person': person.id })

async function post(headers: Record<string, string>, query: string, variables = {}): Promise<string> {
  return (await postJson(target, '/graphql', { query, variables }, headers)).body
}

describe('over HTTP', () => {
  it('a page is refused what it asks as somebody else, and nothing is done or read', async () => {
    const refusal = '{"errors":[{"message":"SIGNED_IN_AS_OTHER","extensions":{"code":"SIGNED_IN_AS_OTHER"}}]}'
    const input = { name: 'Podmieniona' }
    expect(await post(asPageOf(jan), RENAME, { input })).toBe(refusal)
    expect(await post(asPageOf(jan), '{ viewer { name email } }')).toBe(refusal)
    expect((await ask(target, cookie, '{ viewer { name } }')).data).toEqual({ viewer: { name: 'Ewa Malec' } })
  })

  it('the page of the person signed in is served, and so is one that names nobody', async () => {
    const served = '{"data":{"viewer":{"name":"Ewa Malec"}}}'
    expect(await post(asPageOf(ewa), '{ viewer { name } }')).toBe(served)
    expect(await post({ cookie }, '{ viewer { name } }')).toBe(served)
  })

  it('where nobody is signed in any more there is nobody else', async () => {
    expect(await post({ 'x-wz-person': jan.id }, '{ viewer { name } }')).toBe('{"data":{"viewer":null}}')
  })

  it('its „Wyloguj się” does not sign the other person out', async () => {
    const answer = await postJson(target, '/api/auth/sign-out', {}, asPageOf(jan))
    expect([answer.status, answer.body]).toEqual([409, '{"code":"SIGNED_IN_AS_OTHER"}'])
    expect((await ask(target, cookie, '{ viewer { name } }')).data).toEqual({ viewer: { name: 'Ewa Malec' } })
  })
})

describe('over the socket', () => {
  async function initAs(payload: unknown): Promise<Wire> {
    const wire = new Wire(target, { cookie })
    await until('the socket', () => wire.socket.readyState === wire.socket.OPEN)
    wire.send({ type: 'connection_init', payload })
    await until('an answer', () => wire.closed !== null || wire.messages.length > 0)
    return wire
  }

  it('a page is closed with a code of its own, whatever it calls its person', async () => {
    for (const userId of [jan.id, '', null, 1, {}]) {
      const wire = await initAs({ userId })
      expect([userId, wire.closed?.code, wire.messages]).toEqual([userId, 4410, []])
    }
  })

  it('the page of the person signed in is let in, and so is one that names nobody', async () => {
    for (const payload of [{ userId: ewa.id }, {}, undefined]) {
      const wire = await initAs(payload)
      expect(wire.messages).toEqual([{ type: 'connection_ack' }])
      await wire.close()
    }
    const wire = await openWire(target, { cookie })
    await wire.close()
  })
})

describe('what is typed on after somebody else has signed in', () => {
  const rowsOf = (userId: string) => target.db.documentUpdate.count({ where: { documentId: document.id, userId } })

  async function leave(options: PeerOptions, words: string, pushedBefore: boolean) {
    const peer = await openPeer(options)
    await peer.opened()
    if (pushedBefore) {
      peer.type('Wcześniej.')
      await peer.saved()
    }
    options.cookie = cookie
    peer.socket.drop()
    peer.type(words)
    await until('the page to say who is signed in', () => peer.session.status === 'otherPersonKept')
    return peer
  }

  it.each([
    ['a page that had not sent anything', false],
    ['a page that had', true],
  ])('is nobody else’s and waits on the device: %s', async (_which, pushedBefore) => {
    const options: PeerOptions = {
      ...target,
      documentId: document.id,
      userId: jan.id,
      cookie: await signInAs(target, jan),
      device: `shared-${pushedBefore}:`,
    }
    const peer = await leave(options, 'Słowa Jana.', pushedBefore)
    peer.session.wake()
    expect(peer.givenBack()).toEqual([])
    expect(await rowsOf(ewa.id)).toBe(0)
    await peer.close()

    options.cookie = await signInAs(target, jan)
    const again = await openPeer(options)
    await again.saved()
    expect(again.content()).toContain('Słowa Jana.')
    await again.close()
    expect(await rowsOf(ewa.id)).toBe(0)
  })
})
