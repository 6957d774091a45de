import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import WebSocket from 'ws'
import { startApp } from '../kit/app.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { seeded } from '../kit/random.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { cpuOf } from './cpu.ts'
import { percentile, report } from './figures.ts'
import { WireEditor } from './wire-editor.ts'

const EDITORS = 20
const KEYS_PER_SECOND = 5
const WARM_UP_SECONDS = 5
const SECONDS = 10
const KEYS = EDITORS * KEYS_PER_SECOND * SECONDS
const DELIVERIES = KEYS * (EDITORS - 1)
/** What a server costs that checks, stores and merges nothing, times this; the embedded database works in the server. */
const MOST_TIMES_RELAY: Record<DatabaseKind, number> = { embedded: 15, postgres: 10 }

interface Measured {
  delivery: number[]
  acknowledgement: number[]
  cpuPerDelivery: number
  bytesPerDelivery: number
}

/** Everybody types at their own moments; `press` is called for each key. Resolves when `delivered` counts them all. */
async function play(seconds: number, press: (editor: number, key: number) => void, delivered: () => number) {
  const random = seeded(EDITORS)
  const typing = Array.from({ length: EDITORS }, async (_, editor) => {
    for (let key = 0; key < KEYS_PER_SECOND * seconds; key += 1) {
      await new Promise((resolve) => setTimeout(resolve, ((0.5 + random()) * 1_000) / KEYS_PER_SECOND))
      press(editor, key)
    }
  })
  await Promise.all(typing)
  const expected = EDITORS * (EDITORS - 1) * KEYS_PER_SECOND * seconds
  await until('every letter to be everywhere', () => delivered() >= expected)
}

async function measureEngine(kind: DatabaseKind): Promise<Measured> {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const people = await Promise.all(Array.from({ length: EDITORS }, () => organization.person()))
  const document = await organization.document(people[0] as (typeof people)[number], { text: 'Początek.' })
  const cookies = await Promise.all(people.map((person) => signInAs(app, person)))
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  const server = await createServerProcess({ url, dataDir, secret: app.secret })
  try {
    await server.start()
    return await typeTogether(server, cookies, document.id)
  } finally {
    await server.stop()
    await app.close()
  }
}

async function typeTogether(server: ServerProcess, cookies: string[], documentId: string): Promise<Measured> {
  const sent = new Map<string, number>()
  const since = (clientId: number, clock: number) =>
    performance.now() - (sent.get(`${clientId}:${clock}`) ?? Number.NaN)
  const delivery: number[] = []
  const acknowledgement: number[] = []
  const open = (cookie: string) =>
    new WireEditor({
      origin: server.origin,
      cookie,
      documentId,
      delivered: (clientId, clock) => delivery.push(since(clientId, clock)),
      acknowledged: (clientId, clock) => acknowledgement.push(since(clientId, clock)),
    })
  const editors = cookies.map(open)
  await Promise.all(editors.map((editor) => editor.opened))
  const press = (at: number, key: number) => {
    const editor = editors[at] as WireEditor
    const began = performance.now()
    sent.set(`${editor.doc.clientID}:${editor.type('abcdefghij'[key % 10] as string)}`, began)
  }
  await play(WARM_UP_SECONDS, press, () => delivery.length)
  await until(
    'every letter to be acknowledged',
    () => acknowledgement.length >= EDITORS * KEYS_PER_SECOND * WARM_UP_SECONDS,
  )
  delivery.length = 0
  acknowledgement.length = 0
  for (const editor of editors) editor.received = 0
  const before = await cpuOf(server.pid)
  await play(SECONDS, press, () => delivery.length)
  await until('every letter to be acknowledged', () => acknowledgement.length >= KEYS)
  const cpu = (await cpuOf(server.pid)) - before
  const bytes = editors.reduce((sum, { received }) => sum + received, 0)
  for (const editor of editors) editor.close()
  return { delivery, acknowledgement, cpuPerDelivery: (cpu * 1_000) / DELIVERIES, bytesPerDelivery: bytes / DELIVERIES }
}

/** The same letters at the same moments through a server that only passes on what it gets. */
async function measureRelay(): Promise<Measured> {
  const relay = fork(fileURLToPath(new URL('./relay.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
  const [port] = (await once(relay, 'message')) as [number]
  const delivery: number[] = []
  const sockets = Array.from({ length: EDITORS }, () => new WebSocket(`ws://127.0.0.1:${port}`))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  let bytes = 0
  for (const socket of sockets) {
    socket.on('message', (data) => {
      const text = String(data)
      bytes += text.length
      delivery.push(performance.now() - (JSON.parse(text) as { sentAt: number }).sentAt)
    })
  }
  const filling = '·'.repeat(100)
  const press = (at: number) => sockets[at]?.send(JSON.stringify({ sentAt: performance.now(), filling }))
  await play(WARM_UP_SECONDS, press, () => delivery.length)
  delivery.length = 0
  bytes = 0
  const before = await cpuOf(relay.pid as number)
  await play(SECONDS, press, () => delivery.length)
  const cpu = (await cpuOf(relay.pid as number)) - before
  for (const socket of sockets) socket.close()
  relay.kill()
  return {
    delivery,
    acknowledgement: [],
    cpuPerDelivery: (cpu * 1_000) / DELIVERIES,
    bytesPerDelivery: bytes / DELIVERIES,
  }
}

const relay = await measureRelay()
report(`A bare relay: ${EDITORS} editors, ${KEYS_PER_SECOND} keys a second each`, [
  { what: 'delivery, p50', value: percentile(relay.delivery, 0.5), unit: 'ms' },
  { what: 'delivery, p99', value: percentile(relay.delivery, 0.99), unit: 'ms' },
  { what: 'processor time per delivery', value: relay.cpuPerDelivery, unit: 'µs' },
])
for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) continue
  const engine = await measureEngine(kind)
  report(`The sync engine on ${kind}, the same letters`, [
    { what: 'delivery, p50', value: percentile(engine.delivery, 0.5), unit: 'ms' },
    { what: 'delivery, p99', value: percentile(engine.delivery, 0.99), unit: 'ms' },
    { what: 'acknowledgement, p50', value: percentile(engine.acknowledgement, 0.5), unit: 'ms' },
    { what: 'acknowledgement, p99', value: percentile(engine.acknowledgement, 0.99), unit: 'ms' },
    { what: 'processor time per delivery', value: engine.cpuPerDelivery, unit: 'µs' },
    { what: 'received per delivery', value: engine.bytesPerDelivery, unit: 'B' },
    {
      what: 'processor time, times the relay',
      value: engine.cpuPerDelivery / relay.cpuPerDelivery,
      unit: '×',
      limit: MOST_TIMES_RELAY[kind],
    },
  ])
}
