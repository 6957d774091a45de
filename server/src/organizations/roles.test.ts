import type { MembershipRole, OrganizationKind } from '@app/prisma'
import { expect, it } from 'vitest'
import type { Actor } from '../auth/policy.ts'
import { mayEndMembership } from './memberships.ts'
import { mayCreateOrganization } from './organization.ts'
import { mayGiveRole } from './roles.ts'

const NGO: MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN']
const CITY: MembershipRole[] = ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN']
const ROLES = [...new Set([...NGO, ...CITY])]

function actor(organizationKind: OrganizationKind, role: MembershipRole): Actor {
  return {
    userId: 'me',
    sessionId: 's',
    sessionExpiresAt: new Date(0),
    name: 'Ja',
    locale: 'pl',
    organizationId: 'o',
    organizationName: 'O',
    memberships: [{ organizationId: 'o', organizationKind, role }],
  }
}

function given(who: Actor, kind: OrganizationKind): MembershipRole[] {
  return ROLES.filter((role) => mayGiveRole(who, kind, role))
}

it('lets coordinators bring people into NGOs, below themselves', () => {
  expect(given(actor('NGO', 'COORDINATOR'), 'NGO')).toEqual(['MEMBER', 'DEPUTY', 'NGO_USER'])
  expect(given(actor('NGO', 'COORDINATOR'), 'CITY')).toEqual([])
})

it('lets administrators bring anybody where the role fits', () => {
  for (const kind of ['NGO', 'CITY'] as const) {
    expect(given(actor(kind, 'ADMIN'), 'NGO')).toEqual(NGO)
    expect(given(actor(kind, 'ADMIN'), 'CITY').toSorted()).toEqual(CITY.toSorted())
  }
})

it('lets nobody else bring anybody', () => {
  for (const role of ROLES.filter((candidate) => !['COORDINATOR', 'ADMIN'].includes(candidate))) {
    for (const kind of ['NGO', 'CITY'] as const) {
      expect([role, given(actor(kind, role), 'NGO'), given(actor(kind, role), 'CITY')]).toEqual([role, [], []])
    }
  }
})

it('takes no coordinator of the City for one of the Forum', () => {
  expect(given(actor('CITY', 'COORDINATOR'), 'NGO')).toEqual([])
})

function created(who: Actor): OrganizationKind[] {
  return (['NGO', 'CITY'] as const).filter((kind) => mayCreateOrganization(who, kind))
}

function ended(who: Actor, kind: OrganizationKind, userId = 'somebody'): MembershipRole[] {
  return ROLES.filter((role) => mayEndMembership(who, { userId, role, organization: { kind } }))
}

const EVERYBODY = (['NGO', 'CITY'] as const).flatMap((kind) => ROLES.map((role) => actor(kind, role)))

it('lets those add an organisation who may invite into it', () => {
  expect(created(actor('NGO', 'COORDINATOR'))).toEqual(['NGO'])
  expect(created(actor('CITY', 'COORDINATOR'))).toEqual([])
  for (const kind of ['NGO', 'CITY'] as const) expect(created(actor(kind, 'ADMIN'))).toEqual(['NGO', 'CITY'])
  for (const role of ROLES.filter((candidate) => !['COORDINATOR', 'ADMIN'].includes(candidate))) {
    expect([role, created(actor('NGO', role)), created(actor('CITY', role))]).toEqual([role, [], []])
  }
})

it('lets people end what they may give, and administrators everything of others', () => {
  for (const who of EVERYBODY.filter(({ memberships }) => memberships[0]?.role !== 'ADMIN')) {
    for (const kind of ['NGO', 'CITY'] as const) expect(ended(who, kind)).toEqual(given(who, kind))
  }
  for (const kind of ['NGO', 'CITY'] as const) expect(ended(actor('NGO', 'ADMIN'), kind)).toEqual(ROLES)
})

it('keeps the last administration of whoever asks, not one of two', () => {
  const one = actor('NGO', 'ADMIN')
  expect(ended(one, 'NGO', 'me')).toEqual(ROLES.filter((role) => role !== 'ADMIN'))
  const two = { ...one, memberships: [...one.memberships, ...actor('CITY', 'ADMIN').memberships] }
  expect(ended(two, 'NGO', 'me')).toEqual(ROLES)
})
