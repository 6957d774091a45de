import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const SHARE = `mutation ($input: ShareDocumentInput!) {
  shareDocument(input: $input) { members { id role manage person { name } organization { name } } }
}`
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { members { id } } }'
const ABILITIES = 'query ($id: ID!) { document(id: $id) { abilities { read edit propose comment manage } } }'

interface Shared {
  shareDocument: { members: { id: string; role: string; person: { name: string } | null }[] }
}

onEachDatabase('sharing', (database) => {
  let target: TestApp
  let lead: SeededOrganization
  let guests: SeededOrganization
  let office: SeededOrganization
  let owner: SeededPerson
  let guest: SeededPerson
  let document: SeededDocument
  let ownerCookie: string
  let guestCookie: string

  beforeAll(async () => {
    target = await startApp({ database })
    lead = await seed(target).organization('Prowadząca')
    guests = await seed(target).organization('Goście')
    office = await seed(target).organization('Urząd (demo)', 'CITY')
    owner = await lead.person()
    guest = await guests.person('Gość')
    ownerCookie = await signInAs(target, owner)
    guestCookie = await signInAs(target, guest)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(owner, { kind: 'OTHER' })
  })

  const share = (cookie: string, input: object) =>
    ask<Shared>(target, cookie, SHARE, { input: { documentId: document.id, ...input } })

  async function abilities(cookie: string): Promise<string[]> {
    const answer = await gql<{ document: { abilities: Record<string, boolean> } | null }>(target, cookie, ABILITIES, {
      id: document.id,
    })
    return Object.entries(answer.document?.abilities ?? {}).flatMap(([name, is]) => (is ? [name] : []))
  }

  it('gives a person a right, changes it, takes it back, and says so each time', async () => {
    const changes: object[] = []
    const stop = target.app.pubsub.subscribe('access', (change) => changes.push(change))
    const version = async () =>
      (await target.db.document.findUniqueOrThrow({ where: { id: document.id } })).accessVersion
    expect(await abilities(guestCookie)).toEqual([])
    const given = await share(ownerCookie, { personId: guest.id, role: 'EDITOR' })
    expect(given.data?.shareDocument.members).toMatchObject([
      { role: 'EDITOR', manage: false, person: { name: 'Gość' } },
    ])
    expect([await abilities(guestCookie), await version()]).toEqual([['read', 'edit', 'propose', 'comment'], 1])
    const changed = await share(ownerCookie, { personId: guest.id, role: 'COMMENTER' })
    expect(changed.data?.shareDocument.members).toHaveLength(1)
    expect([await abilities(guestCookie), await version()]).toEqual([['read', 'comment'], 2])
    const memberId = changed.data?.shareDocument.members[0]?.id
    await gql(target, ownerCookie, UNSHARE, { input: { documentId: document.id, memberId } })
    expect([await abilities(guestCookie), await version()]).toEqual([[], 3])
    stop()
    expect(changes).toEqual(Array.from({ length: 3 }, () => ({ documentId: document.id })))
    expect((await ask(target, ownerCookie, UNSHARE, { input: { documentId: document.id, memberId } })).codes).toEqual([
      'NOT_FOUND',
    ])
    await share(ownerCookie, { personId: guest.id, role: 'READER' })
    expect(await abilities(guestCookie)).toEqual(['read'])
    const audited = await target.db.auditEvent.findMany({ where: { documentId: document.id }, orderBy: { at: 'asc' } })
    expect(audited.map(({ action }) => action)).toEqual([
      'document.shared',
      'document.shared',
      'document.unshared',
      'document.shared',
    ])
  })

  it('gives no new right where another was given already: who asks for it did not know', async () => {
    await share(ownerCookie, { personId: guest.id, role: 'EDITOR', manage: true })
    const asNew = (right: object) => share(ownerCookie, { personId: guest.id, onlyNew: true, ...right })
    for (const right of [{ role: 'READER' }, { role: 'EDITOR' }, { role: 'COMMENTER', manage: true }]) {
      expect((await asNew(right)).codes).toEqual(['CONFLICT'])
    }
    expect(await abilities(guestCookie)).toContain('manage')
    // The same again, after a lost answer.
    expect((await asNew({ role: 'EDITOR', manage: true })).codes).toEqual([])
    expect((await share(ownerCookie, { organizationId: guests.id, role: 'READER', onlyNew: true })).codes).toEqual([])
    const { id: memberId } = await target.db.documentMember.findFirstOrThrow({
      where: { documentId: document.id, userId: guest.id },
    })
    await gql(target, ownerCookie, UNSHARE, { input: { documentId: document.id, memberId } })
    expect((await asNew({ role: 'READER' })).codes).toEqual([])
    expect(await abilities(guestCookie)).toEqual(['read'])
  })

  it('gives everybody in an organisation a right, and the most of all rights holds', async () => {
    await share(ownerCookie, { organizationId: guests.id, role: 'READER' })
    expect(await abilities(guestCookie)).toEqual(['read'])
    await share(ownerCookie, { personId: guest.id, role: 'PROPOSER' })
    expect(await abilities(guestCookie)).toEqual(['read', 'propose', 'comment'])
    await share(ownerCookie, { organizationId: guests.id, role: 'EDITOR' })
    expect(await abilities(guestCookie)).toEqual(['read', 'edit', 'propose', 'comment'])
    expect(await target.db.documentMember.count({ where: { documentId: document.id } })).toBe(2)
  })

  it("never lets the City's people write the Forum's text, however it was shared", async () => {
    const official = await office.person(undefined, 'STAFF')
    const cookie = await signInAs(target, official)
    await document.member(official, 'EDITOR', true)
    expect(await abilities(cookie)).toEqual(['read', 'comment'])
    expect((await share(cookie, { personId: guest.id, role: 'READER' })).codes).toEqual(['FORBIDDEN'])
  })

  it('lets who was given the right to manage share on, and nobody else', async () => {
    await share(ownerCookie, { personId: guest.id, role: 'EDITOR' })
    const third = await guests.person()
    expect((await share(guestCookie, { personId: third.id, role: 'READER' })).codes).toEqual(['FORBIDDEN'])
    await share(ownerCookie, { personId: guest.id, role: 'READER', manage: true })
    expect((await share(guestCookie, { personId: third.id, role: 'READER' })).codes).toEqual([])
  })

  it('lets nobody lock themselves out', async () => {
    await share(ownerCookie, { personId: guest.id, role: 'EDITOR', manage: true })
    expect((await share(guestCookie, { personId: guest.id, role: 'READER' })).codes).toEqual(['CONFLICT'])
    const member = await target.db.documentMember.findFirstOrThrow({ where: { documentId: document.id } })
    const input = { documentId: document.id, memberId: member.id }
    expect((await ask(target, guestCookie, UNSHARE, { input })).codes).toEqual(['CONFLICT'])
    expect(await abilities(guestCookie)).toContain('manage')
  })

  it('wants exactly one recipient, who exists', async () => {
    const wrong: [object, string][] = [
      [{ role: 'READER' }, 'INVALID'],
      [{ role: 'READER', personId: guest.id, organizationId: guests.id }, 'INVALID'],
      [{ role: 'READER', personId: 'nobody' }, 'NOT_FOUND'],
      [{ role: 'READER', organizationId: 'nowhere' }, 'NOT_FOUND'],
      [{ role: 'OWNER', personId: guest.id }, 'INVALID'],
    ]
    for (const [input, code] of wrong) expect((await share(ownerCookie, input)).codes).toEqual([code])
    expect(await target.db.documentMember.count({ where: { documentId: document.id } })).toBe(0)
  })

  it('asks about every id it is given: a right of another document is not mine to take', async () => {
    const stranger = await guests.document(guest, { kind: 'OTHER' })
    await stranger.member(owner, 'READER')
    const member = await target.db.documentMember.findFirstOrThrow({ where: { documentId: stranger.id } })
    const mine = { documentId: document.id, memberId: member.id }
    expect((await ask(target, ownerCookie, UNSHARE, { input: mine })).codes).toEqual(['NOT_FOUND'])
    const theirs = { documentId: stranger.id, memberId: member.id }
    expect((await ask(target, ownerCookie, UNSHARE, { input: theirs })).codes).toEqual(['FORBIDDEN'])
    const still = await target.db.documentMember.findUniqueOrThrow({ where: { id: member.id } })
    expect(still.until).toBeNull()
  })

  it('keeps one row per recipient when many share at once', async () => {
    const roles = ['READER', 'COMMENTER', 'PROPOSER', 'EDITOR']
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => share(ownerCookie, { personId: guest.id, role: roles[index % 4] })),
    )
    const done = answers.filter(({ codes }) => codes.length === 0).length
    expect(answers.filter(({ codes }) => codes.length > 0).map(({ codes }) => codes)).toEqual(
      Array.from({ length: 12 - done }, () => ['CONFLICT']),
    )
    expect(await target.db.documentMember.count({ where: { documentId: document.id } })).toBe(1)
    const { accessVersion } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
    expect(accessVersion).toBe(done)
  })

  it('gives nobody of the City a right on an NGO’s text that they could not use', async () => {
    const clerk = await office.person('Kornel Obiegowy', 'STAFF')
    for (const recipient of [{ personId: clerk.id }, { organizationId: office.id }]) {
      for (const right of [{ role: 'EDITOR' }, { role: 'PROPOSER' }, { role: 'COMMENTER', manage: true }]) {
        expect([right, (await share(ownerCookie, { ...recipient, ...right })).codes]).toEqual([right, ['CONFLICT']])
      }
      expect((await share(ownerCookie, { ...recipient, role: 'COMMENTER' })).codes).toEqual([])
    }
    expect(await abilities(await signInAs(target, clerk))).toEqual(['read', 'comment'])
    const citys = await office.document(await office.person(undefined, 'STAFF'), { kind: 'OTHER' })
    await citys.member(owner, 'EDITOR', true)
    const input = { documentId: citys.id, personId: clerk.id, role: 'EDITOR', manage: true }
    expect((await ask(target, ownerCookie, SHARE, { input })).codes).toEqual([])
  })

  it('finds people to share with by any part of their name, without diacritics', async () => {
    await guests.person('Źdźbława Łąkowa-Szuflada')
    const find = (search: string) =>
      gql<{ people: { name: string }[] }>(target, ownerCookie, 'query ($s: String!) { people(search: $s) { name } }', {
        s: search,
      })
    for (const search of ['zdzblawa', 'ŁĄKOWA', 'szufl zdzb', 'lakowa']) {
      expect([search, await find(search)]).toEqual([search, { people: [{ name: 'Źdźbława Łąkowa-Szuflada' }] }])
    }
    for (const search of ['', '  ', '%', '_', 'nikt'])
      expect([search, await find(search)]).toEqual([search, { people: [] }])
  })
})
