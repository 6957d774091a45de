import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { send } from '../kit/client.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const CHUNK = 'x'.repeat(90_000)
/** More than the kernel and the queue of a reader hold together. */
const CHUNKS = 150
/** Enough for the server to have reached the size it works at. */
const WARM_UP = 60
/** Slower than the limit of operations a second. */
const PAUSE_MS = 17
/** What reliability R17 promises. */
const CLOSED_WITHIN_MS = 10_000
const GROWTH_BYTES = 50 * 1024 ** 2

let app: TestApp
let server: ServerProcess
let documentId: string
let cookies: string[]

/** A server of its own process, so that what it uses is not mixed up with what the test uses. */
beforeAll(async () => {
  app = await startApp({ database: 'embedded' })
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person(), await organization.person()] as const
  documentId = (await organization.document(people[0], { text: 'Ala' })).id
  cookies = [await signInAs(app, people[0]), await signInAs(app, people[1]), await signInAs(app, people[2])]
  await app.app.close()
  await app.database.close()
  server = await createServerProcess({ dataDir: app.database.dataDir, secret: app.secret })
  await server.start()
})

afterAll(async () => {
  await server.stop()
  await app.close()
})

async function gauge(name: string): Promise<number> {
  const { body } = await send(server, { method: 'GET', path: '/metrics', bare: true })
  return Number(new RegExp(`^wz_${name} (.*)$`, 'm').exec(body)?.[1])
}

async function open(clientId: number, cookie = cookies[0]): Promise<Window> {
  return openWindow(await openWire(server, { cookie: cookie ?? '' }), documentId, clientId)
}

/** Replaces all by as much again, many times. */
async function writeMuch(writer: Window, chunks: number): Promise<void> {
  for (let at = 0; at < chunks; at++) {
    const { codes } = await writer.write((text) => {
      text.delete(1, text.length - 1)
      text.insert(1, CHUNK)
    })
    expect(codes).toEqual([])
    await delay(PAUSE_MS)
  }
}

test('one reader that stalls costs the others nothing, and can come back', async () => {
  const writer = await open(1)
  const healthy = await open(2, cookies[1])
  const stalled = await open(3, cookies[2])
  expect(await gauge('members')).toBe(3)
  await writeMuch(writer, WARM_UP)
  const before = await server.residentBytes()

  const socket = (stalled.wire.socket as unknown as { _socket: Socket })._socket
  socket.pause()
  const overflow = until('the room to let the stalled one go', async () => (await gauge('members')) === 2, 60_000)
  const closed = overflow.then(async () => {
    const since = performance.now()
    await until('its socket to be cut', async () => (await gauge('sockets')) === 2, 60_000)
    return performance.now() - since
  })
  await writeMuch(writer, CHUNKS)
  await until('the healthy reader to see all', () => healthy.letters() === writer.letters())
  expect(await closed).toBeLessThan(CLOSED_WITHIN_MS)
  const grown = (await server.residentBytes()) - before
  console.info(`stalled reader: rss grew by ${(grown / 1024 ** 2).toFixed()} MB`)
  expect(grown).toBeLessThan(GROWTH_BYTES)
  const { codes } = await healthy.write((text) => text.insert(1, 'Dalej. '))
  expect(codes).toEqual([])
  await until('others to go on', () => writer.letters() === healthy.letters())
  socket.resume()
  await stalled.wire.gone()

  const back = await open(4)
  expect(back.letters()).toBe(writer.letters())
  for (const window of [writer, healthy, back]) await window.wire.close()
}, 180_000)
