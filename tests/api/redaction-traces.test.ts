// What a redaction leaves where no words stand: hashes of them, parts of them, and lists that are open.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Message, openWire } from '../kit/wire.ts'

const SECRET = '600100200'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const ACTIVITY = 'query ($id: ID!) { activity(documentId: $id, first: 10) { items { id counts { reworded } } } }'
const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id hash } }'
const REVIEW = 'mutation ($input: ReviewUnitInput!) { reviewUnit(input: $input) }'
const REVIEWED = 'query ($id: ID!) { reviewedUnits(documentId: $id) { unitId isStale } }'
const EVENTS = {
  version: 'subscription ($id: ID!) { event: versionEvents(documentId: $id) { versionId } }',
  review: 'subscription ($id: ID!) { event: reviewEvents(documentId: $id) { documentId } }',
  heading: 'subscription ($id: ID!) { heading: headingEvents(documentId: $id) { documentId } }',
}

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let clerk: SeededPerson
let cookie: string
let clerks: string
let document: SeededDocument
const [told, other] = [newId(), newId()]

async function redact(): Promise<void> {
  const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Dane osobowe' }
  expect((await ask(target, cookie, REDACT, { input })).codes).toEqual([])
}

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization()
  owner = await lead.person('Hanna')
  clerk = await (await seed(target).organization('Wydział', 'CITY')).person('Kazimierz', 'STAFF')
  cookie = await signInAs(target, owner)
  clerks = await signInAs(target, clerk)
  const block = (id: string, text: string) => {
    return { type: 'block' as const, id, kind: 'section' as const, level: 0, content: [{ text }] }
  }
  document = await lead.document(owner, {
    ...({ kind: 'RECOMMENDATION', stage: 'FORUM_DISCUSSION' } as const),
    content: [block(told, `Telefon: ${SECRET}.`), block(other, 'Najem trwa rok.')],
  })
  await document.member(owner, 'EDITOR', true)
  await document.member(clerk, 'READER')
})
afterAll(() => target.close())

it('no hash by which a short word could be guessed stays: of units that staff went over, of sittings that go on', async () => {
  const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
  await target.app.rooms.append(document.id, { ...by, change: (text) => text.insert(1, 'Pilne. ') })
  await gql(target, cookie, ACTIVITY, { id: document.id })
  const history = () => target.db.documentHistory.findUniqueOrThrow({ where: { documentId: document.id } })
  expect(JSON.stringify((await history()).open)).toContain(told)
  const { documentUnits } = await gql<{ documentUnits: { id: string; hash: string }[] }>(target, clerks, UNITS, {
    id: document.id,
  })
  for (const { id: unitId, hash } of documentUnits) {
    await gql(target, clerks, REVIEW, { input: { documentId: document.id, unitId, reviewed: true, hash } })
  }
  await redact()

  expect((await history()).open).toEqual([])
  const kept = await target.db.unitReview.findMany({ where: { documentId: document.id } })
  const hashes = new Map(documentUnits.map(({ id, hash }) => [id, hash]))
  expect(kept.filter(({ unitId, hash }) => hashes.get(unitId) === hash).map(({ unitId }) => unitId)).toEqual([other])
  const { reviewedUnits } = await gql<{ reviewedUnits: object[] }>(target, clerks, REVIEWED, { id: document.id })
  expect(reviewedUnits).toEqual(
    expect.arrayContaining([
      { unitId: told, isStale: true },
      { unitId: other, isStale: false },
    ]),
  )
  await target.app.rooms.append(document.id, { ...by, change: (text) => text.insert(1, 'Bardzo. ') })
  const { activity } = await gql<{ activity: { items: object[] } }>(target, cookie, ACTIVITY, { id: document.id })
  expect(activity.items).toHaveLength(3)
})

it('what waits for one of several who wrote the words goes with them, though it is a part of them', async () => {
  const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
  await target.app.rooms.append(document.id, { ...by, change: (text) => text.insert(1, `Kontakt ${SECRET}. `) })
  const part = { documentId: document.id, seq: 1, userId: clerk.id, text: `Dzwonić: ${SECRET.slice(0, 6)}` }
  const { id } = await target.db.strandedText.create({ data: { id: randomUUID(), ...part } })
  await redact()
  expect(await target.db.strandedText.findUniqueOrThrow({ where: { id } })).toMatchObject({ text: 'Dzwonić: ██████' })
})

it('lists of versions and of notes that are open are read again', async () => {
  const note = { id: randomUUID(), documentId: document.id, unitId: other, body: `Zadzwonić: ${SECRET}` }
  await gql(target, clerks, 'mutation ($input: WriteStaffNoteInput!) { writeStaffNote(input: $input) { id } }', {
    input: note,
  })
  const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
  await target.app.rooms.append(document.id, { ...by, change: (text) => text.insert(1, `Numer ${SECRET}. `) })
  const wire = await openWire(target, { cookie: clerks })
  const heard: unknown[] = []
  for (const query of Object.values(EVENTS)) {
    wire.start(query, { id: document.id }, ({ payload }: Message) => heard.push(payload))
  }
  await wire.ask('{ __typename }')
  await redact()
  await until('all', () => heard.length > 2)
  expect(heard).toEqual(
    expect.arrayContaining([
      { data: { event: { versionId: null } } },
      { data: { event: { documentId: document.id } } },
      { data: { heading: { documentId: document.id } } },
    ]),
  )
  await wire.close()
})
