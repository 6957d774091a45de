import type { MembershipRole, OrganizationKind } from '@app/prisma'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { type SeededOrganization, seed, signInAs } from '../kit/seed.ts'

const CREATE = `mutation ($input: CreateOrganizationInput!) {
  createOrganization(input: $input) { id name kind area memberships { id } }
}`
const NGO_ROLES: MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN']
const CITY_ROLES: MembershipRole[] = ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR']

let target: TestApp
let ngo: SeededOrganization
let count = 0
const cookies = new Map<MembershipRole, string>()

beforeAll(async () => {
  target = await startApp()
  ngo = await seed(target).organization('Fundacja Żółty Łoś')
  const office = await seed(target).organization('Biuro (demo)', 'CITY')
  for (const role of NGO_ROLES) cookies.set(role, await signInAs(target, await ngo.person(undefined, role)))
  for (const role of CITY_ROLES) cookies.set(role, await signInAs(target, await office.person(undefined, role)))
})
afterAll(() => target.close())

interface Input {
  name: string
  kind: OrganizationKind
  area?: string | null
  krs?: string | null
}

function create(as: MembershipRole, input: Partial<Input>) {
  const name = `Organizacja ${(count += 1)}`
  return ask<{ createOrganization: { id: string } }>(target, cookies.get(as) ?? null, CREATE, {
    input: { name, kind: 'NGO', ...input },
  })
}

describe('adding an organisation', () => {
  it('keeps what it is called, what it works on and its number, and who added it', async () => {
    const input = { name: '  Stowarzyszenie\n Ćma  ', area: ' Zieleń  i parki ', krs: '0000123456' }
    const { data } = await create('COORDINATOR', input)
    expect(data?.createOrganization).toMatchObject({
      name: 'Stowarzyszenie Ćma',
      kind: 'NGO',
      area: 'Zieleń i parki',
      memberships: [],
    })
    const id = data?.createOrganization.id ?? ''
    expect(await target.db.organization.findUniqueOrThrow({ where: { id } })).toMatchObject({ krs: '0000123456' })
    const event = await target.db.auditEvent.findFirstOrThrow({ where: { targetId: id } })
    expect(event).toMatchObject({ action: 'organization.created', detail: { kind: 'NGO' } })
    expect(event.actorId).not.toBeNull()
  })

  it('is for coordinators, of NGOs, and for administrators; the page is told so', async () => {
    for (const [role, cookie] of cookies) {
      const kinds = role === 'ADMIN' ? ['NGO', 'CITY'] : role === 'COORDINATOR' ? ['NGO'] : []
      for (const kind of ['NGO', 'CITY'] as const) {
        const { codes } = await create(role, { kind })
        expect([role, kind, codes]).toEqual([role, kind, kinds.includes(kind) ? [] : ['FORBIDDEN']])
      }
      const { viewer } = await gql<{ viewer: object }>(target, cookie, '{ viewer { mayCreateOrganizations } }')
      expect([role, viewer]).toEqual([role, { mayCreateOrganizations: kinds }])
    }
    const { codes } = await ask(target, null, CREATE, { input: { name: 'Niczyja', kind: 'NGO' } })
    expect(codes).toEqual(['UNAUTHENTICATED'])
  })

  it.each<[string, Partial<Input>]>([
    ['a name of one letter', { name: ' A ' }],
    ['a name of nothing to be seen', { name: '\u200b\u200b\u200b' }],
    ['a name too long', { name: 'a'.repeat(201) }],
    ['an area too long', { area: 'a'.repeat(201) }],
    ['a number too short', { krs: '123456789' }],
    ['a number with letters', { krs: '00001234AB' }],
  ])('refuses %s', async (_what, input) => {
    const before = await target.db.organization.count()
    expect((await create('ADMIN', input)).codes).toEqual(['INVALID'])
    expect(await target.db.organization.count()).toBe(before)
  })

  it('refuses a name that is taken, however it is written, and of ten attempts at once takes one', async () => {
    for (const name of ['Fundacja Żółty Łoś', 'FUNDACJA ŻÓŁTY ŁOŚ', 'fundacja  zolty los']) {
      expect([name, (await create('ADMIN', { name })).codes]).toEqual([name, ['CONFLICT']])
    }
    const attempts = await Promise.all(Array.from({ length: 10 }, () => create('ADMIN', { name: 'Dwa kliknięcia' })))
    expect(attempts.filter(({ codes }) => codes.length === 0)).toHaveLength(1)
  })
})
