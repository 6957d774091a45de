import type { MembershipRole } from '@app/prisma'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { receiveToken, verify } from '../kit/links.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'
/** What the page promises: a change of rights is felt within this time. */
const FELT_MS = 1_000

onEachDatabase('an invitation accepted by somebody who is here already', (database) => {
  let target: TestApp
  let ngo: SeededOrganization
  let office: SeededOrganization
  let admin: SeededPerson
  let coordinator: SeededPerson
  let clients = 100

  beforeAll(async () => {
    target = await startApp({ database })
    ngo = await seed(target).organization('Fundacja Trzy Okna')
    office = await seed(target).organization('Biuro (demo)', 'CITY')
    admin = await office.person('Ada Biurowa', 'ADMIN')
    coordinator = await ngo.person('Leon Framuga', 'COORDINATOR')
  })
  afterAll(() => target.close())

  async function accept(email: string, into: SeededOrganization, role: MembershipRole): Promise<void> {
    const input = { email, organizationId: into.id, role }
    expect((await ask(target, await signInAs(target, admin), INVITE, { input })).codes).toEqual([])
    expect((await verify(target, await receiveToken(target, email))).status).toBe(200)
  }

  async function opened(document: SeededDocument, person: SeededPerson): Promise<Window> {
    const wire = await openWire(target, { cookie: await signInAs(target, person) })
    return openWindow(wire, document.id, (clients += 1))
  }

  async function rowOf({ id }: SeededDocument) {
    return target.db.document.findUniqueOrThrow({ where: { id } })
  }

  it('takes the Forum’s texts from who comes to the City: at once, alike on both transports', async () => {
    const person = await ngo.person('Nowa Urzędniczka')
    const document = await ngo.document(coordinator, { kind: 'OTHER', text: 'Tekst' })
    const window = await opened(document, person)
    expect((await window.write((text) => text.insert(1, 'Jeszcze wolno. '))).codes).toEqual([])
    await accept(person.email, office, 'STAFF')
    await until('the news', () => window.has('AccessChanged'), FELT_MS)
    expect(window.has('AccessChanged')?.abilities).toEqual({ read: true, edit: false })
    const query = `{ document(id: "${document.id}") { abilities { edit } } }`
    expect(await gql(target, await signInAs(target, person), query)).toEqual({
      document: { abilities: { edit: false } },
    })
    expect((await window.write((text) => text.insert(1, 'Już nie. '))).codes).toEqual(['FORBIDDEN'])
    await window.wire.close()
  })

  it('opens at once what it gives a right to', async () => {
    const other = await seed(target).organization('Stowarzyszenie Podcień')
    const document = await other.document(await other.person(), { kind: 'OTHER', text: 'Tekst' })
    const person = await ngo.person()
    await document.member(person, 'READER')
    const window = await opened(document, person)
    await accept(person.email, other, 'MEMBER')
    await until('the news', () => window.has('AccessChanged'), FELT_MS)
    expect((await window.write((text) => text.insert(1, 'Teraz wolno. '))).codes).toEqual([])
    await window.wire.close()
  })

  it('lets no push through that was decided before it, nor before a membership ends, in any text concerned', async () => {
    const other = await seed(target).organization('Stowarzyszenie Brama')
    const owner = await other.person()
    const official = await office.person(undefined, 'STAFF')
    const concerned = [
      await ngo.document(coordinator, { kind: 'OTHER' }),
      await other.document(owner, { kind: 'RECOMMENDATION' }),
      await other.document(owner, { kind: 'PROGRAMME' }),
    ]
    const shared = await other.document(owner, { kind: 'OTHER' })
    const others = [await other.document(owner, { kind: 'OTHER' }), await office.document(official, { kind: 'OTHER' })]
    const rises = async (documents: SeededDocument[], change: () => Promise<unknown>): Promise<number[]> => {
      const before = await Promise.all(documents.map(rowOf))
      await change()
      const after = await Promise.all(documents.map(rowOf))
      return after.map(({ accessVersion }, index) => accessVersion - (before[index]?.accessVersion ?? 0))
    }
    const person = await ngo.person()
    await shared.member(person, 'EDITOR')
    const toTheCity = () => accept(person.email, office, 'STAFF')
    expect(await rises([...concerned, shared, ...others], toTheCity)).toEqual([1, 1, 1, 1, 0, 0])
    const membership = { userId: person.id, organizationId: ngo.id }
    const { id } = await target.db.membership.findFirstOrThrow({ where: membership })
    const outOfTheForum = async () => ask(target, await signInAs(target, coordinator), END, { id })
    expect(await rises([...concerned, ...others], outOfTheForum)).toEqual([1, 1, 1, 0, 0])
    const newcomer = () => accept('nowa.osoba@example.org', office, 'STAFF')
    expect(await rises([...concerned, shared, ...others], newcomer)).toEqual([0, 0, 0, 0, 0, 0])
  })
})
