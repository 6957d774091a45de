import type { Membership as MembershipRow, Organization as OrganizationRow, User } from '@app/prisma'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { named, toPersonName } from '../organizations/names.ts'
import { byName, MembershipRoleType, Organization } from '../organizations/schema.ts'
import { requireActor } from './actor.ts'
import { Viewer } from './viewer.ts'

const LOCALES = ['pl', 'en']

type DemoPersonRow = User & { memberships: (MembershipRow & { organization: OrganizationRow })[] }

const DemoPerson = builder.objectRef<DemoPersonRow>('DemoPerson').implement({
  description: 'Somebody a visitor of a demonstration may sign in as.',
  authScopes: { demo: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    name: t.exposeString('name', { description: 'Invented, like everything about them.' }),
    organization: t.field({
      type: Organization,
      description: 'For whom they speak.',
      resolve: ({ memberships }) => first(memberships).organization,
    }),
    role: t.field({
      type: MembershipRoleType,
      description: 'What they do there.',
      resolve: ({ memberships }) => strongest(memberships).role,
    }),
  }),
})

const UpdateProfileInput = builder.inputType('UpdateProfileInput', {
  description: 'What to change about oneself; what is left out stays.',
  fields: (t) => ({
    name: t.string({ required: false, description: 'Up to 80 characters.' }),
    locale: t.string({ required: false, description: '"pl" or "en".' }),
  }),
})

const RevokeSessionInput = builder.inputType('RevokeSessionInput', {
  description: 'Which session to end.',
  fields: (t) => ({ sessionId: t.id({ description: 'One of my sessions.' }) }),
})

builder.queryFields((t) => ({
  viewer: t.prismaField({
    type: Viewer,
    nullable: true,
    authScopes: { anyone: true },
    description: 'The person asking; null when nobody is signed in.',
    resolve: (query, _root, _args, { db, actor }) =>
      actor === null ? null : db.user.findUnique({ ...query, where: { id: actor.userId } }),
  }),
  demoPeople: t.field({
    type: [DemoPerson],
    authScopes: { anyone: true },
    description: 'Whom a visitor of a demonstration may be; empty on a real instance.',
    resolve: async (_root, _args, { db, env }) => {
      if (!env.demo) return []
      const people = await db.user.findMany({
        where: { disabledAt: null, memberships: { some: { until: null } } },
        include: {
          memberships: { where: { until: null }, orderBy: { since: 'asc' }, include: { organization: true } },
        },
      })
      return byName(people)
    },
  }),
}))

builder.mutationFields((t) => ({
  updateProfile: t.prismaField({
    type: Viewer,
    authScopes: { signedIn: true },
    description: 'Change my name or language.',
    args: { input: t.arg({ type: UpdateProfileInput, description: 'What to change.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { userId } = requireActor(context)
      const user = await context.db.user.update({
        ...query,
        where: { id: userId },
        data: { ...(input.name != null && named(toName(input.name))), ...toLocaleChange(input.locale) },
      })
      // Open documents show names: whoever has one open is looked up again.
      context.pubsub.publish('access', { userId })
      return user
    },
  }),
  revokeSession: t.prismaField({
    type: Viewer,
    authScopes: { signedIn: true },
    description: 'End one of my sessions: that browser is signed out within a second.',
    args: { input: t.arg({ type: RevokeSessionInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { sessionId } }, context) => {
      const { userId } = requireActor(context)
      if (!(await context.sessions.revoke(userId, sessionId))) throw new AppError('NOT_FOUND')
      await recordRevocation(context, sessionId)
      return context.db.user.findUniqueOrThrow({ ...query, where: { id: userId } })
    },
  }),
  signOutEverywhere: t.boolean({
    authScopes: { signedIn: true },
    description: 'End every session of mine, this one too.',
    resolve: async (_root, _args, context) => {
      await context.sessions.revokeAll(requireActor(context).userId)
      await recordRevocation(context, null)
      return true
    },
  }),
}))

async function recordRevocation(context: Context, sessionId: string | null): Promise<void> {
  await context.audit.record({
    action: sessionId === null ? 'sessions.revoked' : 'session.revoked',
    actorId: requireActor(context).userId,
    targetType: 'session',
    ...(sessionId !== null && { targetId: sessionId }),
  })
}

function toName(name: string): string {
  const visible = toPersonName(name)
  if (visible === null) throw new AppError('INVALID', 'name')
  return visible
}

function toLocaleChange(locale: string | null | undefined): { locale?: string } {
  if (locale == null) return {}
  if (!LOCALES.includes(locale)) throw new AppError('INVALID', 'locale')
  return { locale }
}

/** People with two roles in one organisation are shown by the one that stands out. */
const BY_STANDING = ['CHAIR', 'COORDINATOR', 'PLENIPOTENTIARY', 'ADMIN']

function strongest(memberships: DemoPersonRow['memberships']): MembershipRow {
  return memberships.find(({ role }) => BY_STANDING.includes(role)) ?? first(memberships)
}

function first<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('a demo person without a membership')
  return row
}
