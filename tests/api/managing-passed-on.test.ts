import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }'
const RENAME = 'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { id } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'
const MANAGE = 'query ($id: ID!) { document(id: $id) { abilities { manage } } }'

onEachDatabase('managing a text whose people are all of the role NGO_USER', (database) => {
  let target: TestApp
  let coordinator: SeededPerson

  beforeAll(async () => {
    target = await startApp({ database })
    coordinator = await (await seed(target).organization()).person('Leon Framuga', 'COORDINATOR')
  })
  afterAll(() => target.close())

  async function started(by: SeededPerson): Promise<string> {
    const input = { id: randomUUID(), templateKey: 'blank', title: 'Szkic', organizationId: by.organizationId }
    await gql(target, await signInAs(target, by), CREATE, { input })
    return input.id
  }

  async function end(person: SeededPerson): Promise<void> {
    const { id } = await target.db.membership.findFirstOrThrow({ where: { userId: person.id } })
    expect((await ask(target, await signInAs(target, coordinator), END, { id })).codes).toEqual([])
  }

  async function manages(person: SeededPerson, id: string): Promise<boolean | null> {
    type Answer = { document: { abilities: { manage: boolean } } | null }
    const { document } = await gql<Answer>(target, await signInAs(target, person), MANAGE, { id })
    return document?.abilities.manage ?? null
  }

  async function pair(): Promise<[SeededOrganization, SeededPerson, SeededPerson]> {
    const ngo = await seed(target).organization()
    return [ngo, await ngo.person('Wanda Okienna', 'NGO_USER'), await ngo.person('Jan Zawias', 'NGO_USER')]
  }

  it('passes on to the organisation when who started it leaves, and that is noted', async () => {
    const [ngo, starter, other] = await pair()
    const id = await started(starter)
    expect([await manages(starter, id), await manages(other, id)]).toEqual([true, false])
    await end(starter)
    expect([await manages(starter, id), await manages(other, id)]).toEqual([null, true])
    const input = { documentId: id, title: 'Nowy tytuł' }
    expect((await ask(target, await signInAs(target, other), RENAME, { input })).codes).toEqual([])
    const noted = await target.db.auditEvent.findMany({ where: { documentId: id, action: 'document.inherited' } })
    expect(noted).toMatchObject([{ actorId: coordinator.id, targetType: 'organization', targetId: ngo.id }])
  })

  it('stays where somebody else manages it: by their role, or by what was shared with them', async () => {
    const [ngo, starter, other] = await pair()
    const guest = await (await seed(target).organization()).person()
    const id = await started(starter)
    await target.db.documentMember.create({
      data: {
        id: randomUUID(),
        documentId: id,
        userId: guest.id,
        role: 'EDITOR',
        manage: true,
        grantedById: starter.id,
      },
    })
    await end(starter)
    expect([await manages(other, id), await manages(guest, id)]).toEqual([false, true])
    const member = await ngo.person('Zofia Klucz')
    const second = await started(other)
    await end(other)
    expect(await manages(member, second)).toBe(true)
    expect(
      await target.db.auditEvent.count({ where: { documentId: { in: [id, second] }, action: 'document.inherited' } }),
    ).toBe(0)
  })

  it('waits for who comes where nobody is left', async () => {
    const [ngo, starter, other] = await pair()
    const id = await started(starter)
    await end(other)
    await end(starter)
    expect(await manages(await ngo.person('Nowa Osoba', 'NGO_USER'), id)).toBe(true)
  })

  it('gives nothing to who only administers there, and waits for who writes', async () => {
    const ngo = await seed(target).organization()
    const starter = await ngo.person('Wanda Okienna', 'NGO_USER')
    const administrator = await ngo.person('Adam Klucznik', 'ADMIN')
    const id = await started(starter)
    await end(starter)
    expect(await manages(administrator, id)).toBeNull()
    expect(await manages(await ngo.person('Nowa Osoba', 'NGO_USER'), id)).toBe(true)
  })

  it('passes on at the next start where it was lost before', async () => {
    const [, starter, other] = await pair()
    const id = await started(starter)
    await target.db.documentMember.updateMany({ where: { documentId: id }, data: { until: new Date() } })
    await target.db.membership.updateMany({ where: { userId: starter.id }, data: { until: new Date() } })
    expect(await manages(other, id)).toBe(false)
    await target.restart()
    await until('somebody to manage it', async () => (await manages(other, id)) === true)
  })
})
