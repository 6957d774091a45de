// Nobody can write, or be seen, in somebody else's name: each attempt with bare messages on a real socket is refused, leaves
// the log as it was, and is in the audit under who tried.

import { SCHEMA_VERSION } from '@app/server/document'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { find, OTHER, PROPOSAL_TEXT, proposeAsOther, updateOf } from '../kit/proposals.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Answer, openWindow, openWire, type Window } from '../kit/wire.ts'

const AUTHOR = 5_001
const PRESENCE = 'mutation ($input: SetPresenceInput!) { setPresence(input: $input) }'
const PUSH = 'mutation ($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'
const JOIN = `subscription ($documentId: ID!, $clientId: ClientId!, $schemaVersion: Int!) {
  documentEvents(documentId: $documentId, clientId: $clientId, schemaVersion: $schemaVersion) { __typename } }`

let app: TestApp
let documentId: string
let people: readonly [SeededPerson, SeededPerson]
let author: Window
let mallory: string
let nextId = 6_000

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  people = [await organization.person('Anna'), await organization.person('Bogdan')]
  documentId = (await organization.document(people[0], { content: PROPOSAL_TEXT })).id
  author = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, AUTHOR)
  mallory = await signInAs(app, people[1])
  expect((await author.write(proposeAsOther)).codes).toEqual([])
})

afterAll(async () => {
  await author.wire.close()
  await app.close()
})

/** What a client id of `of` would say next, whoever sends it. */
function as(clientId: number, { doc }: Window, words: string): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = clientId
  copy.getText('body').insert(1, words)
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc))
}

const ask = (window: Window, query: string, input: Record<string, unknown>): Promise<Answer<unknown>> =>
  window.wire.ask(query, { input: { documentId, ...input } })

interface Attempt {
  name: string
  codes: string[]
  details: (string | undefined)[]
  attempt(window: Window): Promise<Answer<unknown>>
}

const INVALID = { codes: ['INVALID'] }
const FOREIGN = { ...INVALID, details: ['foreign-client'] }

const ATTEMPTS: Attempt[] = [
  {
    name: 'words under another’s client id, pushed in its name',
    ...FOREIGN,
    attempt: (window) => window.push(as(AUTHOR, window, 'cudze'), { clientId: AUTHOR, clientSeq: 900 }),
  },
  {
    name: 'words under another’s client id, pushed in one’s own name',
    ...FOREIGN,
    attempt: (window) => window.push(as(AUTHOR, window, 'cudze')),
  },
  {
    name: 'one’s own words, pushed in the name of another’s client id',
    ...FOREIGN,
    attempt: (window) => window.push(as(window.clientId, window, 'moje'), { clientId: AUTHOR, clientSeq: 901 }),
  },
  {
    name: 'a window under another’s client id',
    codes: ['CONFLICT'],
    details: ['client-id'],
    attempt: ({ wire }) => wire.ask(JOIN, { documentId, clientId: AUTHOR, schemaVersion: SCHEMA_VERSION }),
  },
  {
    name: 'another’s selection',
    ...FOREIGN,
    attempt: (window) => ask(window, PRESENCE, { clientId: AUTHOR, head: 'AAAA' }),
  },
  {
    name: 'new words under another’s proposal',
    ...INVALID,
    details: ['foreign-proposal'],
    attempt: (window) =>
      window.push(updateOf(window, (text) => text.insert(find(text, 'jest'), 'nie ', { [`ins:${OTHER}`]: true }))),
  },
  {
    name: 'words of the text called another’s proposal',
    ...INVALID,
    details: ['foreign-proposal'],
    attempt: (window) =>
      window.push(updateOf(window, (text) => text.format(find(text, 'jest'), 4, { [`ins:${OTHER}`]: true }))),
  },
  ...['userId', 'organizationId', 'onBehalfOf', 'createdAt', 'kind'].map((field) => ({
    name: `a push that says its ${field} itself`,
    codes: ['INVALID'],
    details: [undefined],
    attempt: (window: Window) =>
      ask(window, PUSH, { ...pushed(window), [field]: field === 'createdAt' ? '2020-01-01' : people[0].id }),
  })),
  {
    name: 'a selection that says its name itself',
    codes: ['INVALID'],
    details: [undefined],
    attempt: (window) => ask(window, PRESENCE, { clientId: window.clientId, name: 'Anna' }),
  },
]

function pushed(window: Window) {
  const update = Buffer.from(as(window.clientId, window, 'x')).toString('base64')
  const { clientId, epoch } = window
  return { epoch, schemaVersion: SCHEMA_VERSION, clientId, clientSeq: 1, update }
}

async function kept(): Promise<string> {
  const rows = await app.db.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
  const owners = await app.db.documentClient.findMany({ where: { documentId, clientId: AUTHOR } })
  const proposals = await app.db.changeProposal.findMany({ where: { documentId } })
  return JSON.stringify([rows, owners, proposals], (_key, value) => (typeof value === 'bigint' ? String(value) : value))
}

test.each(ATTEMPTS)('refused: $name', async ({ codes, details, attempt }) => {
  const wire = await openWire(app, { cookie: mallory })
  const window = await openWindow(wire, documentId, (nextId += 1))
  await until('the other to be seen', () => seenBy(author).includes(window.clientId))
  const before = [await kept(), author.letters(), seenBy(author).length]
  const answer = await attempt(window)
  expect([answer.codes, answer.details]).toEqual([codes, details])
  expect([await kept(), author.letters(), seenBy(author).length]).toEqual(before)
  // The next honest key of the author still arrives: nothing of the attempt stays.
  expect((await author.write((text) => text.insert(1, '.'))).codes).toEqual([])
  await until('the honest key', () => window.letters() === author.letters() || wire.closed !== null)
  await wire.close()
})

function seenBy({ events }: Window): unknown[] {
  return events.flatMap(({ type, joined }) =>
    type === 'PresenceChanged' ? (joined as { clientId: number }[]).map(({ clientId }) => clientId) : [],
  )
}

test('a name, an organisation and a colour come from the session alone', async () => {
  const window = await openWindow(await openWire(app, { cookie: mallory }), documentId, (nextId += 1))
  const head = Buffer.from(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(window.text, 2))).toString(
    'base64',
  )
  expect((await ask(window, PRESENCE, { clientId: window.clientId, head })).codes).toEqual([])
  const mine = () =>
    author.events.flatMap(({ joined }) =>
      ((joined ?? []) as { clientId: number; person: { name: string } }[]).filter(
        ({ clientId }) => clientId === window.clientId,
      ),
    )
  await until('the selection', () => mine().length > 0)
  expect(new Set(mine().map(({ person }) => person.name))).toEqual(new Set(['Bogdan']))
  await window.wire.close()
})

test('who may not even read learns of no window', async () => {
  const stranger = await (await seed(app).organization()).person()
  const wire = await openWire(app, { cookie: await signInAs(app, stranger) })
  for (const clientId of [AUTHOR, 9_999]) {
    expect(await wire.ask(PRESENCE, { input: { documentId, clientId, head: 'AAAA' } })).toMatchObject({
      data: { setPresence: false },
    })
  }
  expect((await wire.ask(JOIN, { documentId, clientId: 9_998, schemaVersion: SCHEMA_VERSION })).codes).toEqual([
    'NOT_FOUND',
  ])
  await wire.close()
})

test('all of it is in the audit, under who tried, without a word', async () => {
  await app.restart()
  const where = { action: 'operation.refused', actorId: people[1].id, documentId }
  const rows = await app.db.auditEvent.findMany({ where })
  const counts = new Map<string, number>()
  for (const { detail } of rows) {
    const { code, count } = detail as { code: string; count: number }
    counts.set(code, (counts.get(code) ?? 0) + count)
  }
  const expected = ATTEMPTS.flatMap(({ codes }) => codes)
  const times = (code: string): number => expected.filter((one) => one === code).length
  expect(Object.fromEntries(counts)).toEqual({ INVALID: times('INVALID'), CONFLICT: times('CONFLICT') })
  expect(JSON.stringify(rows)).not.toContain('cudze')
})
