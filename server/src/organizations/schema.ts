import {
  MembershipRole as MembershipRoles,
  type OrganizationKind as OrganizationKindName,
  OrganizationKind as OrganizationKinds,
} from '@app/prisma'
import { spokenBy } from '../auth/rightholder.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { mayEndMembership } from './memberships.ts'
import { findPeopleIds } from './people.ts'
import { mayInviteInto, mayTakeRole, rolesToGive } from './roles.ts'

const MAX_PEOPLE = 50

export const ORGANIZATION_KINDS: readonly OrganizationKindName[] = Object.values(OrganizationKinds)

export const OrganizationKind = builder.enumType(OrganizationKinds, {
  name: 'OrganizationKind',
  description: 'What an organisation is to the Forum.',
})

export const MembershipRoleType = builder.enumType(MembershipRoles, {
  name: 'MembershipRole',
  description: 'What somebody does for an organisation.',
})

function current(context: Context) {
  return { OR: [{ until: null }, { until: { gt: context.clock.now() } }], user: { disabledAt: null } }
}

export const Organization = builder.prismaObject('Organization', {
  description: 'An NGO, or a unit of the City.',
  authScopes: { signedIn: true, demo: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    name: t.exposeString('name', { description: 'As it calls itself.' }),
    kind: t.expose('kind', { type: OrganizationKind, description: 'NGO or City.' }),
    area: t.exposeString('area', { nullable: true, description: 'What it works on, in its own words.' }),
  }),
})

builder.prismaObjectField(Organization, 'rolesToGive', (t) =>
  t.field({
    type: [MembershipRoleType],
    authScopes: { signedIn: true },
    description: 'In which roles I may invite people into it, the usual one first; none for most people.',
    select: { kind: true },
    resolve: ({ kind }, _args, { actor }) => (actor === null ? [] : rolesToGive(actor, kind)),
  }),
)

export const Person = builder.prismaObject('User', {
  name: 'Person',
  description: 'Somebody with an account: a name, never an address.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    name: t.exposeString('name', { description: 'As they call themselves.' }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'The organisation they speak for.',
      select: (_args, context, nestedSelection) => ({
        memberships: {
          where: { OR: [{ until: null }, { until: { gt: context.clock.now() } }] },
          orderBy: [{ since: 'asc' }, { id: 'asc' }],
          select: { role: true, organization: nestedSelection() },
        },
      }),
      resolve: ({ memberships }) => spokenBy(memberships)?.organization ?? null,
    }),
  }),
})

builder.prismaObjectField(Organization, 'people', (t) =>
  t.field({
    type: [Person],
    authScopes: { signedIn: true },
    description: 'Who speaks for it now, by name.',
    select: (_args, context, nestedSelection) => ({
      memberships: { where: current(context), select: { user: nestedSelection() } },
    }),
    resolve: ({ memberships }) => byName(distinct(memberships.map(({ user }) => user))),
  }),
)

export const Membership = builder.prismaObject('Membership', {
  description: 'One person speaking for one organisation in one role.',
  authScopes: { signedIn: true, demo: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    role: t.expose('role', { type: MembershipRoleType, description: 'What they do there.' }),
    organization: t.relation('organization', { description: 'For whom they speak.' }),
    person: t.relation('user', { type: Person, authScopes: { signedIn: true }, description: 'Who speaks.' }),
    mayEnd: t.boolean({
      description: 'Whether I may end it.',
      select: { userId: true, role: true, organization: { select: { kind: true } } },
      resolve: (membership, _args, { actor }) => actor !== null && mayEndMembership(actor, membership),
    }),
  }),
})

builder.prismaObjectField(Organization, 'memberships', (t) =>
  t.relation('memberships', {
    type: Membership,
    authScopes: { signedIn: true },
    description: 'Who speaks for it now and in which role, for those who may invite people into it; else empty.',
    query: (_args, context) => ({
      where: { ...current(context), organization: { kind: { in: kindsToInviteInto(context) } } },
      orderBy: [{ since: 'asc' }, { id: 'asc' }],
    }),
  }),
)

function kindsToInviteInto({ actor }: Context): OrganizationKindName[] {
  return actor === null ? [] : ORGANIZATION_KINDS.filter((kind) => mayInviteInto(actor, kind))
}

export const Invitation = builder.prismaObject('Invitation', {
  description: 'An invitation by e-mail into an organisation.',
  select: { organization: { select: { kind: true } } },
  authScopes: ({ organization }, { actor }) => actor !== null && mayInviteInto(actor, organization.kind),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    email: t.exposeString('email', { description: 'Where it was sent.' }),
    organization: t.relation('organization', { description: 'Whom they will speak for.' }),
    role: t.expose('role', { type: MembershipRoleType, description: 'What they will do there.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it may be accepted.' }),
    acceptedAt: t.expose('acceptedAt', { type: 'DateTime', nullable: true, description: 'When they first signed in.' }),
    mayRevoke: t.boolean({
      description: 'Whether I may take it back.',
      select: { role: true, acceptedAt: true, revokedAt: true, organization: { select: { kind: true } } },
      resolve: ({ acceptedAt, revokedAt, ...invitation }, _args, { actor }) =>
        actor !== null && acceptedAt === null && revokedAt === null && mayTakeRole(actor, invitation),
    }),
  }),
})

builder.queryFields((t) => ({
  organizations: t.prismaField({
    type: ['Organization'],
    authScopes: { signedIn: true },
    description: 'Every organisation, by name.',
    resolve: async (query, _root, _args, { db }) => byName(await db.organization.findMany({ ...query })),
  }),
  people: t.prismaField({
    type: [Person],
    authScopes: { signedIn: true },
    description: 'People whose name holds every word of the search; diacritics and ł do not matter.',
    args: {
      search: t.arg.string({ description: 'Parts of names.' }),
      first: t.arg.int({ defaultValue: 10, description: 'At most so many, up to 50.' }),
    },
    resolve: async (query, _root, { search, first }, { db }) => {
      if (first < 1 || first > MAX_PEOPLE) throw new AppError('INVALID', 'first')
      const ids = await findPeopleIds(db, search, first)
      return byName(await db.user.findMany({ ...query, where: { id: { in: ids } } }))
    },
  }),
}))

const polish = new Intl.Collator('pl')

export function byName<T extends { name: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((left, right) => polish.compare(left.name, right.name))
}

function distinct<T extends { id: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
