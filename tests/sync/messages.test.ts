import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SCHEMA_VERSION } from '@app/server/document'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { seeded } from '../kit/random.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window, type Wire } from '../kit/wire.ts'

const MUTANTS = 1_000
const SEED = 20_261_125
/** The machine that runs tests is shared: a hang of the server would be seconds, its own work a few milliseconds. */
const HANG_MS = 1_000

type Random = () => number

let app: TestApp
let documentId: string
let mallory: string
let anna: Window
let basia: Window
let wire: Wire | null = null

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person(), await organization.person()] as const
  documentId = (await organization.document(people[0], { text: 'Ala ma kota' })).id
  anna = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, 6_001)
  basia = await openWindow(await openWire(app, { cookie: await signInAs(app, people[1]) }), documentId, 6_002)
  mallory = await signInAs(app, people[2])
})

afterAll(async () => {
  await wire?.close()
  await anna.wire.close()
  await basia.wire.close()
  await app.close()
})

/** What a page says, of every kind. */
function honestMessages(): Record<string, unknown>[] {
  const input = {
    documentId,
    epoch: anna.epoch,
    schemaVersion: SCHEMA_VERSION,
    clientId: 6_777,
    clientSeq: 1,
    update: 'AAA=',
  }
  const subscribe = (query: string, variables: object) => ({
    id: 'm',
    type: 'subscribe',
    payload: { query, variables },
  })
  return [
    subscribe('mutation ($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }', { input }),
    subscribe('mutation ($input: SetPresenceInput!) { setPresence(input: $input) }', {
      input: { documentId, clientId: 6_777, head: 'AAAA' },
    }),
    subscribe(
      `subscription ($documentId: ID!) { documentEvents(documentId: $documentId, clientId: 6777, schemaVersion: ${SCHEMA_VERSION}) {
        ... on DocumentOpened { seq presence { clientId person { name } } } ... on DocumentClosed { reason } } }`,
      { documentId },
    ),
    subscribe('{ documents(first: 5) { items { id title organization { name } } totalCount } }', {}),
    { id: 'm', type: 'complete' },
    { type: 'ping', payload: { at: 1 } },
    { type: 'pong' },
    { type: 'connection_init', payload: {} },
  ]
}

const WORDS = [
  '{',
  '}',
  '"',
  '[',
  ']',
  '\\u0000',
  'null',
  '-1',
  '1e999',
  '$input',
  '...F',
  '@skip(if: true)',
  '__schema',
]

function damagedText(text: string, random: Random): string {
  let damaged = text
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const from = Math.floor(random() * damaged.length)
    const to = from + Math.floor(random() * 4)
    const word = WORDS[Math.floor(random() * WORDS.length)] ?? ''
    damaged = `${damaged.slice(0, from)}${random() < 0.6 ? word : ''}${damaged.slice(to)}`
  }
  return damaged
}

const VALUES = [
  null,
  0,
  -1,
  2 ** 53,
  '',
  'x'.repeat(5_000),
  [],
  {},
  [[[]]],
  JSON.parse('{"__proto__":{"a":1}}'),
  true,
  'AAA',
  '\u0000',
]

/** Valid JSON whose values, at any depth, are other values. */
function otherValues(value: unknown, random: Random): unknown {
  if (random() < 0.12) return VALUES[Math.floor(random() * VALUES.length)]
  if (Array.isArray(value)) return value.map((one) => otherValues(one, random))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, otherValues(one, random)]))
}

function mutant(random: Random): string {
  const messages = honestMessages()
  const message = messages[Math.floor(random() * messages.length)] ?? {}
  const kind = random()
  if (kind < 0.3) return damagedText(JSON.stringify(message), random)
  if (kind < 0.6) return JSON.stringify(otherValues(message, random))
  const payload = message.payload as { query?: string } | undefined
  const query = damagedText(payload?.query ?? '{ viewer { id } }', random)
  return JSON.stringify({ ...message, payload: { ...payload, query } })
}

async function wireNow(): Promise<Wire> {
  if (wire !== null && wire.closed === null && wire.socket.readyState === wire.socket.OPEN) return wire
  await wire?.gone()
  wire = await openWire(app, { cookie: mallory })
  return wire
}

test(`${MUTANTS} damaged messages end no more than their socket (seed ${SEED})`, async () => {
  const random = seeded(SEED)
  const delay = monitorEventLoopDelay({ resolution: 10 })
  const before = anna.letters()
  delay.enable()
  for (let at = 0; at < MUTANTS; at++) {
    const now = await wireNow()
    now.socket.send(mutant(random))
    // Every so often an answer is waited for, so that the server has been through all before it.
    if (at % 10 === 0) await now.ask('{ viewer { id } }').catch(() => now.gone())
  }
  delay.disable()
  expect(anna.letters()).toBe(before)
  const { codes } = await anna.write((text) => text.insert(text.length, '!'))
  expect(codes).toEqual([])
  await until('the keystroke of somebody else', () => basia.letters() === `${before}!`)
  expect(delay.max / 1e6).toBeLessThan(HANG_MS)
})
