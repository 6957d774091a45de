import { request } from 'node:http'
import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, Wire } from '../kit/wire.ts'

let app: TestApp
let organization: SeededOrganization
let person: SeededPerson
let document: SeededDocument

beforeAll(async () => {
  app = await startApp({ env: { limits: LIMITS } })
  organization = await seed(app).organization()
  person = await organization.person()
  document = await organization.document(person, { text: 'Ala ma kota' })
})

afterAll(() => app.close())

/** The status that an upgrade with these headers is answered with. */
async function upgradeStatus(headers: Record<string, string>, path = '/graphql'): Promise<number> {
  const cookie = await signInAs(app, person)
  const handshake = {
    host: `127.0.0.1:${app.port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'graphql-transport-ws',
    cookie,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: app.port, path, headers: { ...handshake, ...headers } })
    outgoing.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

describe('who may open a socket', () => {
  test('our own page', async () => {
    expect(await upgradeStatus({ origin: app.origin })).toBe(101)
  })

  test.each([
    ['another site', () => 'https://evil.example'],
    ['a sandboxed frame', () => 'null'],
    ['our name as a prefix', () => `${app.origin}.evil.example`],
    ['our name as a suffix', () => `http://evil.example/${app.origin}`],
    ['another port', () => 'http://127.0.0.1:1'],
    ['no port', () => 'http://127.0.0.1'],
    ['another protocol', () => app.origin.replace('http:', 'https:')],
    ['another name of this machine', () => app.origin.replace('127.0.0.1', 'localhost')],
    ['capitals', () => app.origin.toUpperCase()],
    ['a slash at the end', () => `${app.origin}/`],
    ['a name before it', () => app.origin.replace('http://', 'http://x@')],
    ['nothing', () => ''],
  ])('not %s', async (_name, origin) => {
    expect(await upgradeStatus({ origin: origin() })).toBe(403)
  })

  test('not without an Origin', async () => {
    expect(await upgradeStatus({})).toBe(403)
  })

  test('not under a foreign Host, not on another path, not in another protocol', async () => {
    expect(await upgradeStatus({ origin: 'http://evil.example', host: 'evil.example' })).toBe(421)
    expect(await upgradeStatus({ origin: app.origin }, '/elsewhere')).toBe(404)
    expect(await upgradeStatus({ origin: app.origin, 'sec-websocket-protocol': 'graphql-ws' })).toBe(400)
  })
})

describe('before it has said who it is, a socket', () => {
  async function silent(cookie: string | null): Promise<Wire> {
    const wire = new Wire(app, { cookie })
    await until('the socket to open', () => wire.socket.readyState === wire.socket.OPEN)
    return wire
  }

  test('is closed when it says nothing', async () => {
    const wire = await silent(null)
    await wire.gone()
    expect(wire.closed?.code).toBe(4408)
  })

  test('is closed without a session, with a forged one, and with one that ended', async () => {
    const ended = await signInAs(app, person)
    await app.db.session.updateMany({ data: { expiresAt: new Date(0) }, where: { userId: person.id } })
    for (const cookie of [null, 'wz.session=forged.c2lnbmF0dXJl', ended]) {
      const wire = await silent(cookie)
      wire.send({ type: 'connection_init' })
      await wire.gone()
      expect(wire.closed?.code).toBe(4401)
    }
  })

  test('runs nothing', async () => {
    const wire = await silent(await signInAs(app, person))
    wire.send({ id: '1', type: 'subscribe', payload: { query: '{ viewer { id } }' } })
    await wire.gone()
    expect(wire.closed?.code).toBe(4401)
    expect(wire.messages).toEqual([])
  })

  test('says no more than 8 kB', async () => {
    const wire = await silent(await signInAs(app, person))
    wire.send({ type: 'connection_init', payload: { x: 'x'.repeat(9_000) } })
    await wire.gone()
    expect(wire.closed?.code).toBe(4400)
  })

  test('is one of twenty at most', async () => {
    const wires = await Promise.all(Array.from({ length: 20 }, () => silent(null)))
    expect(await upgradeStatus({ origin: app.origin })).toBe(429)
    await Promise.all(wires.map((wire) => wire.gone()))
    expect(await upgradeStatus({ origin: app.origin })).toBe(101)
  })
})

describe('a socket that has said who it is', () => {
  const PING = '{ __typename }'
  const MOVE = 'mutation($input: SetPresenceInput!) { setPresence(input: $input) }'

  test('says it once', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    wire.send({ type: 'connection_init' })
    await wire.gone()
    expect(wire.closed?.code).toBe(4429)
  })

  test('is one of six of its person', async () => {
    const cookie = await signInAs(app, await organization.person())
    const wires = await Promise.all(Array.from({ length: 6 }, () => openWire(app, { cookie })))
    await expect(openWire(app, { cookie })).rejects.toThrow('4430')
    await wires[0]?.close()
    const another = await openWire(app, { cookie })
    await Promise.all([another, ...wires.slice(1)].map((wire) => wire.close()))
  })

  test('runs fifty operations at a time; the others go on', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    const refused: string[] = []
    for (let i = 0; i < 53; i++) {
      wire.start('subscription { documentListChanged { documentId } }', {}, (message) => {
        if (message.type === 'error') refused.push(JSON.stringify(message.payload))
      })
    }
    await until('three refusals', () => refused.length === 3)
    expect(refused.every((payload) => payload.includes('RATE_LIMITED'))).toBe(true)
    expect(wire.closed).toBeNull()
    await wire.close()
  })

  test('does sixty things a second; moving its cursor is not one of them', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    const window = await openWindow(wire, document.id, 5_001)
    const input = { documentId: document.id, clientId: window.clientId, head: 'AAAA' }
    const ask = (count: number, query: string) =>
      Promise.all(Array.from({ length: count }, () => wire.ask(query, { input })))
    for (let round = 0; round < 3; round++) {
      expect((await ask(30, MOVE)).flatMap(({ codes }) => codes)).toEqual([])
    }
    await until('the sixty-first of a second to be refused', async () =>
      (await ask(40, PING)).some(({ codes }) => codes.includes('RATE_LIMITED')),
    )
    expect((await ask(1, MOVE))[0]?.codes).toEqual([])
    expect(wire.closed).toBeNull()
    await wire.close()
  })

  test('is closed when it floods', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    for (let i = 0; i < 2_000; i++) wire.send({ type: 'ping' })
    await wire.gone()
    expect(wire.closed?.code).toBe(4429)
  })

  test('is closed by a frame over 1 MB', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    wire.send({ type: 'ping', payload: { x: 'x'.repeat(1_100_000) } })
    await wire.gone()
    expect(wire.closed?.code).toBe(1009)
  })

  test('is closed by what is not a message', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    wire.socket.send('{"type":"subscribe","id":')
    await wire.gone()
    expect(wire.closed?.code).toBe(4400)
  })

  test('survives whatever operation is refused, and so do its documents', async () => {
    const wire = await openWire(app, { cookie: await signInAs(app, person) })
    const window = await openWindow(wire, document.id, 5_002)
    for (const query of ['{ viewer { name }', '{ __schema { types { name } } }', '{ nothing }']) {
      expect(new Set((await wire.ask(query)).codes)).toEqual(new Set(['INVALID']))
    }
    expect((await window.write((text) => text.insert(1, 'x'))).codes).toEqual([])
    await wire.close()
  })
})
