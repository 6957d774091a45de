import { randomUUID } from 'node:crypto'
import { SCHEMA_VERSION } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { overHttp } from '../kit/doors.ts'
import { generateQueries } from '../kit/root-fields.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire, type Wire } from '../kit/wire.ts'

let app: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let guest: SeededPerson
let queries: Map<string, string>

beforeAll(async () => {
  app = await startApp()
  lead = await seed(app).organization('Prowadząca')
  owner = await lead.person()
  // Of the City’s staff, so that there is no subscription that this person may not have.
  guest = await (await seed(app).organization('Miasto', 'CITY')).person(undefined, 'STAFF')
  queries = await generateQueries()
})
afterAll(() => app.close())

async function watch(wire: Wire, name: string, variables: Record<string, unknown>): Promise<{ seen: unknown[] }> {
  const query = (queries.get(name) ?? '').replace('{ __typename }', SELECTIONS[name] ?? '{ __typename }')
  const seen: unknown[] = []
  wire.start(query, variables, ({ type, payload }) => {
    if (type === 'next') seen.push((payload as { data: Record<string, unknown> }).data[name])
  })
  return { seen }
}

const SELECTIONS: Record<string, string> = { documentListChanged: '{ documentId }' }

it('a right that goes between two events is asked for before each, in every subscription there is', async () => {
  const subscriptions = [...queries].filter(([, query]) => query.startsWith('subscription')).map(([name]) => name)
  const document = await lead.document(owner, { text: 'Tekst' })
  await document.member(guest, 'READER')
  const other = await lead.document(owner, { text: 'Inny' })
  await other.member(guest, 'READER')
  const wire = await openWire(app, { cookie: await signInAs(app, guest) })
  const hosts = await openWire(app, { cookie: await signInAs(app, owner) })
  const watches = await Promise.all(
    subscriptions.map((name) =>
      watch(wire, name, { documentId: document.id, clientId: 77, schemaVersion: SCHEMA_VERSION }),
    ),
  )
  const control = await watch(hosts, 'documentEvents', {
    documentId: document.id,
    clientId: 99,
    schemaVersion: SCHEMA_VERSION,
  })
  const happen = async (id: string): Promise<void> => {
    const change = { kind: 'EDIT' as const, userId: owner.id, organizationId: lead.id }
    await app.app.rooms.append(id, { ...change, change: (text) => text.insert(1, 'x') })
    app.app.pubsub.publish('document', { documentId: id })
    app.app.pubsub.publish('heading', { documentId: id })
    app.app.pubsub.publish('thread', { documentId: id, threadId: randomUUID() })
    app.app.pubsub.publish('proposal', { documentId: id, proposalId: randomUUID() })
    app.app.pubsub.publish('version', { documentId: id, versionId: randomUUID() })
    app.app.pubsub.publish('review', { documentId: id })
    app.app.pubsub.publish('notification', { userId: guest.id })
  }
  await until('the first event of each', async () => {
    await happen(document.id)
    return watches.every(({ seen }) => seen.length > 1) && control.seen.length > 1
  })

  const cookie = await signInAs(app, owner)
  const { id: memberId } = await app.db.documentMember.findFirstOrThrow({
    where: { documentId: document.id, userId: guest.id },
  })
  const variables = { input: { documentId: document.id, memberId } }
  expect((await overHttp(app, cookie, queries.get('unshareDocument') ?? '', variables)).codes).toEqual([])
  const [events, list] = ['documentEvents', 'documentListChanged'].map((name) => watches[subscriptions.indexOf(name)])
  await until('the farewell', () => JSON.stringify(events?.seen.at(-1)).includes('DocumentClosed'))
  const before = watches.map(({ seen }) => seen.length)
  const known = control.seen.length
  await happen(document.id)
  await until('the second event elsewhere', () => control.seen.length > known)
  await until('an event of another document', async () => {
    await happen(other.id)
    return JSON.stringify(list?.seen).includes(other.id)
  })
  const late = watches.flatMap(({ seen }, at) => seen.slice(before[at]))
  expect(JSON.stringify(late)).not.toContain(document.id)
  expect(events?.seen.length).toBe(before[subscriptions.indexOf('documentEvents')])
  await wire.close()
  await hosts.close()
})
