import type { MembershipRole } from '@app/prisma'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, postJson, toCookieHeader } from '../kit/client.ts'
import { type SeededOrganization, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const INVITE = `mutation ($input: InvitePersonInput!) {
  invitePerson(input: $input) { id email role acceptedAt organization { name } }
}`
const REVOKE = 'mutation ($id: ID!) { revokeInvitation(input: { invitationId: $id }) { id } }'

let target: TestApp
let ngo: SeededOrganization
let otherNgo: SeededOrganization
let office: SeededOrganization
const cookies = new Map<string, string>()

beforeAll(async () => {
  target = await startApp()
  ngo = await seed(target).organization('Fundacja Zielony Parapet')
  otherNgo = await seed(target).organization('Towarzystwo Cichych Bram')
  office = await seed(target).organization('Biuro (demo)', 'CITY')
  const ngoRoles: MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN']
  const cityRoles: MembershipRole[] = ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR']
  for (const role of ngoRoles) cookies.set(role, await signInAs(target, await ngo.person(undefined, role)))
  for (const role of cityRoles) cookies.set(role, await signInAs(target, await office.person(undefined, role)))
})
afterAll(() => target.close())

function invite(as: string, email: string, organization: SeededOrganization, role: MembershipRole) {
  const input = { email, organizationId: organization.id, role }
  return ask<{ invitePerson: { id: string; email: string } }>(target, cookies.get(as) ?? null, INVITE, { input })
}

it('brings somebody in by e-mail, whole way', async () => {
  const { data } = await invite('COORDINATOR', ' Ewa.Nowa@Example.org ', otherNgo, 'DEPUTY')
  expect(data?.invitePerson).toMatchObject({ email: 'ewa.nowa@example.org', organization: { name: otherNgo.name } })
  const mail = await until('the invitation', () => target.mails.find(({ to }) => to === 'ewa.nowa@example.org'))
  expect(mail.text).toContain('Towarzystwo Cichych Bram')
  expect(mail.text).toContain(`${target.origin}/zaloguj`)
  expect(mail.text).toContain('Jeśli mają już Państwo konto z tym adresem')
  expect((await invite('COORDINATOR', 'ewa.nowa@example.org', otherNgo, 'DEPUTY')).codes).toEqual(['CONFLICT'])
  expect(target.mails.filter(({ to }) => to === mail.to)).toHaveLength(1)

  await postJson(target, '/api/auth/sign-in/magic-link', { email: 'ewa.nowa@example.org' })
  const link = await until('the link', () => target.mails.find((sent) => sent !== mail && sent.to === mail.to))
  const token = /link#(\S+)/.exec(link.text)?.[1]
  const cookie = toCookieHeader(await postJson(target, '/api/auth/magic-link/verify', { token }))
  const { viewer } = await gql<{ viewer: { memberships: object[] } }>(
    target,
    cookie,
    '{ viewer { memberships { role organization { name } } mayCreateDocuments mayInvite { id } invitations { id } } }',
  )
  expect(viewer).toEqual({
    memberships: [{ role: 'DEPUTY', organization: { name: 'Towarzystwo Cichych Bram' } }],
    mayCreateDocuments: true,
    mayInvite: [],
    invitations: [],
  })
})

it('writes to a new person in the language in which they asked to come in, and to all others in theirs', async () => {
  for (const [email, locale] of [
    ['new.english@example.org', 'en'],
    ['nowa.polska@example.org', 'pl'],
    ['neu.deutsch@example.org', 'de'],
  ] as const) {
    await invite('COORDINATOR', email, otherNgo, 'DEPUTY')
    for (const asked of [locale, 'en']) {
      const before = target.mails.length
      await postJson(target, '/api/auth/sign-in/magic-link', { email, locale: asked })
      const link = await until('the link', () => target.mails.slice(before).find(({ to }) => to === email))
      await postJson(target, '/api/auth/magic-link/verify', { token: /link#(\S+)/.exec(link.text)?.[1] })
    }
    const { locale: kept } = await target.db.user.findUniqueOrThrow({ where: { email } })
    expect(kept).toBe(locale === 'en' ? 'en' : 'pl')
  }
})

it('adds a role to somebody who has an account already', async () => {
  const known = await otherNgo.person('Adam Segregator', 'NGO_USER')
  await target.db.user.update({ where: { id: known.id }, data: { locale: 'en' } })
  await invite('COORDINATOR', known.email, ngo, 'MEMBER')
  const invitation = await until('the invitation', () => target.mails.find(({ to }) => to === known.email))
  // In their own language, not in that of whoever invites; and true for somebody who has an account.
  expect(invitation.text).toContain('If you already have an account with this address')
  await postJson(target, '/api/auth/sign-in/magic-link', { email: known.email })
  const link = await until('the link', () =>
    target.mails.find(({ to, text }) => to === known.email && /link#/.test(text)),
  )
  await postJson(target, '/api/auth/magic-link/verify', { token: /link#(\S+)/.exec(link.text)?.[1] })
  const memberships = await target.db.membership.findMany({ where: { userId: known.id } })
  expect(memberships.map(({ role }) => role).sort()).toEqual(['MEMBER', 'NGO_USER'])
  expect(await target.db.user.count({ where: { email: known.email } })).toBe(1)
})

it('is for coordinators, into NGOs, and for administrators', async () => {
  for (const [as] of cookies) {
    const intoNgo = await invite(as, `${as}.ngo@example.org`, otherNgo, 'NGO_USER')
    expect([as, intoNgo.codes]).toEqual([as, ['COORDINATOR', 'ADMIN'].includes(as) ? [] : ['FORBIDDEN']])
    const intoCity = await invite(as, `${as}.city@example.org`, office, 'STAFF')
    expect([as, intoCity.codes]).toEqual([as, as === 'ADMIN' ? [] : ['FORBIDDEN']])
  }
})

it('refuses what is no address, and nobody signed in', async () => {
  expect((await invite('COORDINATOR', 'nie adres', ngo, 'MEMBER')).codes).toEqual(['INVALID'])
  expect((await invite('nobody', 'a@example.org', ngo, 'MEMBER')).codes).toEqual(['UNAUTHENTICATED'])
  const nowhere = { ...ngo, id: 'nowhere' }
  expect((await invite('COORDINATOR', 'a@example.org', nowhere, 'MEMBER')).codes).toEqual(['NOT_FOUND'])
})

it('is taken back before it is accepted, by those who may invite', async () => {
  const { data } = await invite('COORDINATOR', 'cofnieta@example.org', ngo, 'MEMBER')
  const id = data?.invitePerson.id
  expect((await ask(target, cookies.get('MEMBER') ?? null, REVOKE, { id })).codes).toEqual(['NOT_FOUND'])
  expect((await ask(target, cookies.get('COORDINATOR') ?? null, REVOKE, { id })).codes).toEqual([])
  expect((await ask(target, cookies.get('COORDINATOR') ?? null, REVOKE, { id })).codes).toEqual(['CONFLICT'])
  const before = target.mails.length
  await postJson(target, '/api/auth/sign-in/magic-link', { email: 'cofnieta@example.org' })
  await target.restart()
  expect(target.mails.length).toBe(before)
})

it('does nothing after two weeks', async () => {
  await invite('COORDINATOR', 'pozna@example.org', ngo, 'MEMBER')
  target.clock.advance(14 * 24 * 3_600_000 + 1)
  const before = target.mails.length
  await postJson(target, '/api/auth/sign-in/magic-link', { email: 'pozna@example.org' })
  await target.restart()
  expect(target.mails.length).toBe(before)
  expect(await target.db.user.count({ where: { email: 'pozna@example.org' } })).toBe(0)
})

it('is mailed once, however often it is asked for in one document', async () => {
  target.clock.advance(-(14 * 24 * 3_600_000 + 1))
  const before = target.mails.length
  const aliases = Array.from(
    { length: 10 },
    (_, index) =>
      `a${index}: invitePerson(input: { email: "e${index}@example.org", organizationId: "${ngo.id}", role: MEMBER }) { id }`,
  )
  const { codes } = await ask(target, cookies.get('COORDINATOR') ?? null, `mutation { ${aliases.join(' ')} }`)
  expect(codes).toEqual(['TOO_LARGE'])
  expect(target.mails.length).toBe(before)
})

it('says which roles one may give in an organisation, the usual one first', async () => {
  const query = '{ organizations { name rolesToGive } }'
  const offered = async (as: string) => {
    type Answer = { organizations: { name: string; rolesToGive: MembershipRole[] }[] }
    const { organizations } = await gql<Answer>(target, cookies.get(as) ?? null, query)
    return [ngo, office].map((one) => organizations.find(({ name }) => name === one.name)?.rolesToGive)
  }
  expect(await offered('ADMIN')).toEqual([
    ['NGO_USER', 'MEMBER', 'DEPUTY', 'CHAIR', 'COORDINATOR', 'ADMIN'],
    ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN'],
  ])
  expect(await offered('COORDINATOR')).toEqual([['NGO_USER', 'MEMBER', 'DEPUTY'], []])
  for (const role of ['MEMBER', 'NGO_USER', 'CHAIR', 'STAFF']) expect(await offered(role)).toEqual([[], []])
})
