import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { holdNext } from '../kit/held-statement.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'
const ROUNDS = 10

onEachDatabase('whoever leaves while they start a document', (database) => {
  let app: TestApp
  let asAdmin: string

  beforeAll(async () => {
    app = await startApp({ database })
    asAdmin = await signInAs(app, await (await seed(app).organization('Biuro', 'CITY')).person('Ada', 'ADMIN'))
  })
  afterAll(() => app.close())

  async function leaver() {
    const home = await seed(app).organization()
    await home.person('Hanna')
    const person = await home.person('Jan')
    return { home, person, cookie: await signInAs(app, person), id: randomUUID() }
  }

  const start = (cookie: string, id: string, { id: organizationId }: SeededOrganization) =>
    ask(app, cookie, CREATE, { input: { id, templateKey: 'blank', title: 'Po odejściu', organizationId } })

  async function end({ id: userId }: SeededPerson): Promise<void> {
    const { id } = await app.db.membership.findFirstOrThrow({ where: { userId } })
    await gql(app, asAdmin, END, { id })
  }

  it('has started none where the membership ended before', async () => {
    const { home, person, cookie, id } = await leaver()
    const held = holdNext(app, '"public"."Document"')
    const answer = start(cookie, id, home)
    await held.reached
    await end(person)
    held.letGo()
    expect((await answer).codes).toEqual(['FORBIDDEN'])
    expect(await app.db.document.count({ where: { id } })).toBe(0)
  })

  it('keeps no right on it, whichever comes first', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { home, person, cookie, id } = await leaver()
      await Promise.all([start(cookie, id, home), end(person)])
      const rights = await app.db.documentMember.count({ where: { documentId: id, userId: person.id, until: null } })
      expect(rights).toBe(0)
    }
  })
})

it('speaks for whom they work with, not for whom they only administer', async () => {
  const app = await startApp()
  const forum = await seed(app).organization('Forum Lokali')
  const home = await seed(app).organization('Fundacja Druga')
  const ada = await forum.person('Ada', 'ADMIN')
  await app.db.membership.create({
    data: { id: randomUUID(), userId: ada.id, organizationId: home.id, role: 'MEMBER', since: new Date() },
  })
  const cookie = await signInAs(app, ada)
  const id = randomUUID()
  await gql(app, cookie, CREATE, { input: { id, templateKey: 'blank', title: 'Zasady' } })
  expect(await app.db.document.findUniqueOrThrow({ where: { id } })).toMatchObject({ organizationId: home.id })
  const asked = '{ organizations { people { name organization { name } } } }'
  const { organizations } = await gql<{ organizations: { people: { name: string; organization: object }[] }[] }>(
    app,
    cookie,
    asked,
  )
  const people = organizations.flatMap((each) => each.people).filter(({ name }) => name === ada.name)
  expect(people.map(({ organization }) => organization)).toContainEqual({ name: 'Fundacja Druga' })
  await app.close()
})
