import type { Session } from '@app/prisma'
import type { Context } from '../context.ts'
import { builder } from '../graphql/builder.ts'
import { mayCreateOrganization } from '../organizations/organization.ts'
import { mayInviteInto } from '../organizations/roles.ts'
import {
  byName,
  Invitation,
  Membership,
  ORGANIZATION_KINDS,
  Organization,
  OrganizationKind,
} from '../organizations/schema.ts'
import { findStanding } from '../organizations/standing.ts'
import { requireActor } from './actor.ts'
import { workingOrganizationIds } from './policy.ts'
import { SESSION_IDLE_MS } from './session.ts'

const MAX_INVITATIONS = 100

const UserSession = builder.objectRef<Session>('UserSession').implement({
  description: 'One browser in which somebody is signed in.',
  authScopes: ({ userId }, { actor }) => userId === actor?.userId,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Names the session; it is not what signs in.' }),
    current: t.boolean({
      description: 'Whether it is the one asking.',
      resolve: ({ id }, _args, { actor }) => id === actor?.sessionId,
    }),
    userAgent: t.exposeString('userAgent', { nullable: true, description: 'What the browser calls itself.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they signed in.' }),
    lastUsedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last used, to ten minutes.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends if it is not used again.',
      resolve: ({ expiresAt, updatedAt }) =>
        new Date(Math.min(expiresAt.getTime(), updatedAt.getTime() + SESSION_IDLE_MS)),
    }),
  }),
})

export const Viewer = builder.prismaObject('User', {
  variant: 'Viewer',
  description: 'The person asking.',
  authScopes: ({ id }, { actor }) => id === actor?.userId,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    name: t.exposeString('name', { description: 'As they call themselves.' }),
    email: t.exposeString('email', {
      description: 'Where sign-in links go; `Invitation` shows others where it was sent.',
    }),
    locale: t.exposeString('locale', { description: '"pl" or "en".' }),
    memberships: t.relation('memberships', {
      type: Membership,
      description: 'For whom they speak now.',
      query: (_args, { clock }) => ({
        where: { OR: [{ until: null }, { until: { gt: clock.now() } }] },
        orderBy: [{ since: 'asc' }, { id: 'asc' }],
      }),
    }),
    mayInvite: t.prismaField({
      type: [Organization],
      description: 'Organisations they may invite people into.',
      resolve: async (query, _user, _args, context) => {
        const where = { kind: { in: kindsToInviteInto(context) } }
        return byName(await context.db.organization.findMany({ ...query, where }))
      },
    }),
    mayCreateOrganizations: t.field({
      type: [OrganizationKind],
      description: 'Kinds of organisations they may add; none for most people.',
      resolve: (_user, _args, context) => {
        const actor = requireActor(context)
        return ORGANIZATION_KINDS.filter((kind) => mayCreateOrganization(actor, kind))
      },
    }),
    mayCreateDocuments: t.boolean({
      description: 'Whether they may start a document.',
      resolve: (_user, _args, context) => workingOrganizationIds(requireActor(context)).length > 0,
    }),
    sessions: t.field({
      type: [UserSession],
      description: 'Where they are signed in, the last used first.',
      resolve: ({ id }, _args, { sessions }) => sessions.listOf(id),
    }),
    invitations: t.prismaField({
      type: [Invitation],
      description:
        'Open ones into organisations they may invite into, then theirs accepted or run out; the newest first.',
      resolve: async (query, { id }, _args, context) => {
        const organization = { kind: { in: kindsToInviteInto(context) } }
        const now = context.clock.now()
        const openIds = (await findStanding(context.db, { organization }, now)).map((invitation) => invitation.id)
        const isOver = { OR: [{ acceptedAt: { not: null } }, { expiresAt: { lte: now } }] }
        return context.db.invitation.findMany({
          ...query,
          where: { revokedAt: null, organization, OR: [{ id: { in: openIds } }, { invitedById: id, ...isOver }] },
          orderBy: [{ acceptedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }, { id: 'asc' }],
          // Of what is open, none is left out: it stands first, being neither accepted nor older than what ran out.
          take: Math.max(MAX_INVITATIONS, openIds.length),
        })
      },
    }),
  }),
})

function kindsToInviteInto(context: Context) {
  const actor = requireActor(context)
  return ORGANIZATION_KINDS.filter((kind) => mayInviteInto(actor, kind))
}
