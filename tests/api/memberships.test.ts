import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { DatabaseKind, Membership, MembershipRole } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, postJson } from '../kit/client.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire } from '../kit/wire.ts'

const END = `mutation ($id: ID!) {
  endMembership(input: { membershipId: $id }) { id people { id } memberships { id role mayEnd person { name } } }
}`
const LIST = '{ organizations { name memberships { role mayEnd person { name } } } }'
/** What the page promises: a change of rights is felt within this time. */
const FELT_MS = 1_000

const testsOn = (database: DatabaseKind) => (): void => {
  let target: TestApp
  let ngo: SeededOrganization
  let office: SeededOrganization
  let admin: SeededPerson
  let coordinator: SeededPerson

  beforeAll(async () => {
    target = await startApp({ database })
    ngo = await seed(target).organization('Fundacja Trzy Okna')
    office = await seed(target).organization('Biuro (demo)', 'CITY')
    admin = await office.person('Ada Biurowa', 'ADMIN')
    coordinator = await ngo.person('Leon Framuga', 'COORDINATOR')
  })
  afterAll(() => target.close())

  function membershipOf(person: SeededPerson, role?: MembershipRole): Promise<Membership> {
    return target.db.membership.findFirstOrThrow({ where: { userId: person.id, ...(role && { role }) } })
  }

  async function end(as: SeededPerson, { id }: Pick<Membership, 'id'>) {
    return ask<{ endMembership: { people: { id: string }[] } }>(target, await signInAs(target, as), END, { id })
  }

  it('takes the person off the list, keeps the account and the row, and is noted', async () => {
    const person = await ngo.person('Wanda Okienna')
    const membership = await membershipOf(person)
    const { data } = await end(coordinator, membership)
    expect(data?.endMembership.people.map(({ id }) => id)).not.toContain(person.id)
    expect((await membershipOf(person)).until).not.toBeNull()
    const cookie = await signInAs(target, person)
    const { viewer } = await gql<{ viewer: object }>(
      target,
      cookie,
      '{ viewer { name memberships { id } mayCreateDocuments } }',
    )
    expect(viewer).toEqual({ name: 'Wanda Okienna', memberships: [], mayCreateDocuments: false })
    expect(await target.db.auditEvent.findFirstOrThrow({ where: { targetId: membership.id } })).toMatchObject({
      action: 'membership.ended',
      actorId: coordinator.id,
      detail: { role: 'MEMBER', organizationId: ngo.id },
    })
    expect((await end(coordinator, membership)).codes).toEqual(['CONFLICT'])
  })

  it('is felt at once where a document is open: nothing more reaches them or is taken', async () => {
    const person = await ngo.person('Adam Segregator')
    const document = await ngo.document(coordinator, { kind: 'OTHER', text: 'Tekst' })
    const mine = await openWindow(
      await openWire(target, { cookie: await signInAs(target, coordinator) }),
      document.id,
      101,
    )
    const theirs = await openWindow(
      await openWire(target, { cookie: await signInAs(target, person) }),
      document.id,
      102,
    )
    expect((await theirs.write((text) => text.insert(1, 'Jeszcze wolno. '))).codes).toEqual([])

    const pushes = Array.from({ length: 20 }, () => theirs.write((text) => text.insert(1, 'a')))
    expect((await end(coordinator, await membershipOf(person))).codes).toEqual([])
    const { headSeq } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
    await until('the farewell', () => theirs.has('DocumentClosed'), FELT_MS)
    expect(theirs.has('DocumentClosed')?.reason).toBe('FORBIDDEN')
    expect((await theirs.push(theirs.change((text) => text.insert(1, 'Już nie. ')))).codes).toEqual(['NOT_FOUND'])
    await Promise.all(pushes)
    expect((await target.db.document.findUniqueOrThrow({ where: { id: document.id } })).headSeq).toBe(headSeq)

    expect((await mine.write((text) => text.insert(1, 'Inni piszą dalej. '))).codes).toEqual([])
    expect(theirs.letters()).not.toContain('Inni piszą dalej')
    await mine.wire.close()
    await theirs.wire.close()
  })

  it('takes with it what they started for the organisation, and leaves what others shared with them', async () => {
    const person = await ngo.person('Hanna Klamka')
    const second = await target.db.membership.create({
      data: { ...(await membershipOf(person)), id: randomUUID(), role: 'DEPUTY' },
    })
    const cookie = await signInAs(target, person)
    const input = { id: randomUUID(), templateKey: 'blank', title: 'Szkic', organizationId: ngo.id }
    await gql(target, cookie, 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }', {
      input,
    })
    const others = await ngo.document(coordinator, { kind: 'OTHER', title: 'Udostępniony' })
    await others.member(person, 'READER')
    const seen = async () => {
      const query = 'query ($id: ID!) { document(id: $id) { abilities { manage } } }'
      const ids = [input.id, others.id]
      const answers = await Promise.all(ids.map((id) => gql<{ document: unknown }>(target, cookie, query, { id })))
      return answers.map(({ document }) => document)
    }
    const held = [{ abilities: { manage: true } }, { abilities: { manage: true } }]
    expect(await seen()).toEqual(held)
    expect((await end(coordinator, second)).codes).toEqual([])
    expect(await seen()).toEqual(held)
    expect((await end(coordinator, await membershipOf(person, 'MEMBER'))).codes).toEqual([])
    expect(await seen()).toEqual([null, { abilities: { manage: false } }])
    const noted = await target.db.auditEvent.findMany({ where: { action: 'document.unshared', documentId: input.id } })
    expect(noted).toMatchObject([{ actorId: coordinator.id, targetType: 'member' }])
  })

  it('took nothing of that with it once: a migration does, of those who are not back', async () => {
    const [left, back] = [await ngo.person('Jan Zawias'), await ngo.person('Zofia Klucz')]
    const document = await ngo.document(coordinator, { kind: 'OTHER', title: 'Dawny szkic' })
    for (const person of [left, back]) {
      await document.member(person, 'EDITOR', true)
      await target.db.documentMember.updateMany({
        where: { documentId: document.id, userId: person.id },
        data: { grantedById: person.id },
      })
      const former = await membershipOf(person)
      await target.db.membership.update({ where: { id: former.id }, data: { until: new Date(Date.now() - 1_000) } })
      if (person === back) await target.db.membership.create({ data: { ...former, id: randomUUID(), role: 'DEPUTY' } })
    }
    const file = new URL('../../prisma/migrations/0021_rights_of_former_members/migration.sql', import.meta.url)
    await target.database.pool.query(await readFile(file, 'utf8'))
    const rows = await target.db.documentMember.findMany({ where: { documentId: document.id } })
    const ended = rows.filter(({ until }) => until !== null).map(({ userId }) => userId)
    expect(ended).toEqual([left.id])
  })

  it('is for those who may give the role', async () => {
    const member = await ngo.person()
    const official = await office.person(undefined, 'STAFF')
    const chair = await ngo.person(undefined, 'CHAIR')
    const refusals: [SeededPerson, Membership, string][] = [
      [member, await membershipOf(chair), 'NOT_FOUND'],
      [official, await membershipOf(member), 'NOT_FOUND'],
      [coordinator, await membershipOf(official), 'NOT_FOUND'],
      [coordinator, await membershipOf(chair), 'FORBIDDEN'],
      [coordinator, await membershipOf(coordinator), 'FORBIDDEN'],
    ]
    for (const [as, membership, code] of refusals) expect((await end(as, membership)).codes).toEqual([code])
    expect((await end(admin, { id: 'nowhere' })).codes).toEqual(['NOT_FOUND'])
    expect((await ask(target, null, END, { id: 'nowhere' })).codes).toEqual(['UNAUTHENTICATED'])
    for (const [, membership] of refusals) {
      expect((await target.db.membership.findUniqueOrThrow({ where: { id: membership.id } })).until).toBeNull()
    }
    expect((await end(admin, await membershipOf(chair))).codes).toEqual([])
  })

  it('shows roles, and what may be ended, only to those who may invite there', async () => {
    const listOf = async (person: SeededPerson) => {
      const cookie = await signInAs(target, person)
      const { organizations } = await gql<{
        organizations: { name: string; memberships: { mayEnd: boolean; person: { name: string } }[] }[]
      }>(target, cookie, LIST)
      return new Map(organizations.map(({ name, memberships }) => [name, memberships]))
    }
    const own = await listOf(coordinator)
    expect(own.get(ngo.name)).toContainEqual({ role: 'COORDINATOR', mayEnd: false, person: { name: 'Leon Framuga' } })
    expect(own.get(office.name)).toEqual([])
    const all = await listOf(admin)
    expect(all.get(office.name)).toContainEqual({ role: 'ADMIN', mayEnd: false, person: { name: 'Ada Biurowa' } })
    expect(all.get(ngo.name)?.every(({ mayEnd }) => mayEnd)).toBe(true)
    const none = await listOf(await ngo.person())
    expect([...none.values()].flat()).toEqual([])
  })

  it('leaves an administrator, even when two end each other’s at once', async () => {
    expect((await end(admin, await membershipOf(admin))).codes).toEqual(['CONFLICT'])
    const other = await ngo.person('Ewa Druga', 'ADMIN')
    const own = await membershipOf(admin)
    const theirs = await membershipOf(other)
    const answers = await Promise.all([end(admin, theirs), end(other, own)])
    const refused = answers.flatMap(({ codes }) => codes)
    expect(refused).toHaveLength(1)
    expect(['CONFLICT', 'FORBIDDEN', 'NOT_FOUND']).toContain(refused[0])
    expect(await target.db.membership.count({ where: { role: 'ADMIN', until: null } })).toBe(1)
  })

  it('leaves an administrator where the clock that ends the second is behind the one that ended the first', async () => {
    await target.db.membership.updateMany({ where: { role: 'ADMIN', until: null }, data: { until: new Date(0) } })
    const first = await ngo.person('Ewa Trzecia', 'ADMIN')
    const second = await ngo.person('Jan Czwarty', 'ADMIN')
    const [firsts, seconds] = await Promise.all([membershipOf(first), membershipOf(second)])
    target.clock.advance(5_000)
    expect((await end(first, seconds)).codes).toEqual([])
    target.clock.advance(-5_000)
    expect((await end(second, firsts)).codes).toEqual(['CONFLICT'])
    expect(await target.db.membership.count({ where: { role: 'ADMIN', until: null } })).toBe(1)
  })

  it('can be begun again by an invitation', async () => {
    const person = await ngo.person()
    await end(coordinator, await membershipOf(person))
    await gql(
      target,
      await signInAs(target, coordinator),
      'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }',
      { input: { email: person.email, organizationId: ngo.id, role: 'MEMBER' } },
    )
    await postJson(target, '/api/auth/sign-in/magic-link', { email: person.email })
    const link = await until('the link', () =>
      target.mails.find(({ to, text }) => to === person.email && text.includes('link#')),
    )
    await postJson(target, '/api/auth/magic-link/verify', { token: /link#(\S+)/.exec(link.text)?.[1] })
    expect((await membershipOf(person)).until).toBeNull()
  })
}

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`ending a membership, on ${kind}`, testsOn(kind))
}
