import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire, type Wire } from '../kit/wire.ts'

const CHANGES = 'subscription { event: documentListChanged { documentId } }'
const LIST = '{ documents { items { id } } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }'

let target: TestApp
let lead: SeededOrganization
let guests: SeededOrganization
let coordinator: SeededPerson
let owner: SeededPerson
let guest: SeededPerson
let document: SeededDocument
/** Always read by everybody: what it tells comes after what is asked about. */
let control: SeededDocument
const wires: Wire[] = []

beforeAll(async () => {
  target = await startApp()
})
beforeEach(async () => {
  lead = await seed(target).organization()
  guests = await seed(target).organization()
  coordinator = await lead.person(undefined, 'COORDINATOR')
  owner = await lead.person()
  guest = await guests.person()
  document = await lead.document(owner, { kind: 'OTHER' })
  control = await lead.document(owner, { kind: 'RECOMMENDATION', stage: 'FORUM_DISCUSSION' })
})
afterAll(async () => {
  for (const wire of wires) await wire.close()
  await target.close()
})

/** What somebody with the list open is told, from when it is listening. */
async function openList(person: SeededPerson) {
  const wire = await openWire(target, { cookie: await signInAs(target, person) })
  wires.push(wire)
  const seen: (string | null)[] = []
  wire.start(CHANGES, {}, ({ type, payload }) => {
    if (type === 'next')
      seen.push((payload as { data: { event: { documentId: string | null } } }).data.event.documentId)
  })
  const hear = async () => {
    const before = seen.length
    await until('the control', () => {
      target.app.pubsub.publish('document', { documentId: control.id })
      return seen.slice(before).includes(control.id)
    })
  }
  await hear()
  seen.length = 0
  return {
    /** Without what tells of the control. */
    async told() {
      await hear()
      return seen.filter((id) => id !== control.id)
    },
  }
}

async function listed(person: SeededPerson): Promise<string[]> {
  const cookie = await signInAs(target, person)
  const { documents } = await gql<{ documents: { items: { id: string }[] } }>(target, cookie, LIST)
  return documents.items.map(({ id }) => id)
}

async function unshare(): Promise<void> {
  const { id: memberId } = await target.db.documentMember.findFirstOrThrow({
    where: { documentId: document.id, until: null },
  })
  const input = { documentId: document.id, memberId }
  await gql(target, await signInAs(target, owner), UNSHARE, { input })
}

it('tells somebody whose membership ends to read the list again, and names nothing', async () => {
  const other = await guests.person()
  const membership = await target.db.membership.findFirstOrThrow({ where: { userId: owner.id } })
  await target.db.documentMember.create({
    data: {
      id: `${owner.id}-c`,
      documentId: control.id,
      userId: owner.id,
      role: 'READER',
      grantedById: coordinator.id,
    },
  })
  const [theirs, strangers] = [await openList(owner), await openList(other)]
  expect(await listed(owner)).toContain(document.id)
  await gql(target, await signInAs(target, coordinator), END, { id: membership.id })
  expect(new Set(await theirs.told())).toEqual(new Set([null]))
  expect(await listed(owner)).not.toContain(document.id)
  expect(await strangers.told()).toEqual([])
})

it.each(['a person', 'an organisation'] as const)('tells %s from whom a document is taken back', async (whom) => {
  await document.member(whom === 'a person' ? guest : guests, 'READER')
  const [theirs, strangers] = [
    await openList(guest),
    await openList(await (await seed(target).organization()).person()),
  ]
  await unshare()
  expect(await theirs.told()).toEqual([null])
  expect(await listed(guest)).not.toContain(document.id)
  expect(await strangers.told()).toEqual([])
  target.app.pubsub.publish('document', { documentId: document.id })
  expect(await theirs.told()).toEqual([null])
})

it('tells nothing of a document that was taken back before the list was opened', async () => {
  await document.member(guest, 'READER')
  await unshare()
  target.clock.advance(1_000)
  const theirs = await openList(guest)
  await document.member(coordinator, 'READER')
  target.app.pubsub.publish('access', { documentId: document.id })
  expect(await theirs.told()).toEqual([])
})
