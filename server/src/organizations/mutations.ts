import { z } from 'zod'
import { requireActor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { invitePerson, revokeInvitation } from './invitations.ts'
import { endMembership } from './memberships.ts'
import { createOrganization } from './organization.ts'
import { Invitation, MembershipRoleType, Organization, OrganizationKind } from './schema.ts'

const InvitePersonInput = builder.inputType('InvitePersonInput', {
  description: 'Whom to invite, into what.',
  fields: (t) => ({
    email: t.string({ description: 'One address.' }),
    organizationId: t.id({ description: 'Into which organisation.' }),
    role: t.field({ type: MembershipRoleType, description: 'In which role.' }),
  }),
})

const RevokeInvitationInput = builder.inputType('RevokeInvitationInput', {
  description: 'Which invitation to take back.',
  fields: (t) => ({ invitationId: t.id({ description: 'The invitation.' }) }),
})

const CreateOrganizationInput = builder.inputType('CreateOrganizationInput', {
  description: 'An organisation to add.',
  fields: (t) => ({
    name: t.string({ description: 'As it calls itself: 2 to 200 characters, like no other one here.' }),
    kind: t.field({ type: OrganizationKind, description: 'NGO or City.' }),
    area: t.string({ required: false, description: 'What it works on, in its own words; up to 200 characters.' }),
    krs: t.string({ required: false, description: 'Its number in the National Court Register: ten digits.' }),
  }),
})

const EndMembershipInput = builder.inputType('EndMembershipInput', {
  description: 'Which membership to end.',
  fields: (t) => ({ membershipId: t.id({ description: 'The membership.' }) }),
})

builder.mutationFields((t) => ({
  invitePerson: t.prismaField({
    type: Invitation,
    authScopes: { signedIn: true },
    description: [
      'Invite somebody by e-mail into an organisation. Coordinators and administrators. CONFLICT "invited" where they are,',
      '"seated" where they have that role there; UNAVAILABLE "mail" where the mail was not taken: it is not made then.',
    ].join(' '),
    args: { input: t.arg({ type: InvitePersonInput, description: 'Whom, into what.' }) },
    resolve: async (query, _root, { input }, context) => {
      if (!z.email().max(254).safeParse(input.email.trim()).success) throw new AppError('INVALID', 'email')
      const invitation = await invitePerson(context, requireActor(context), { ...input }, signInUrl(context))
      return context.db.invitation.findUniqueOrThrow({ ...query, where: { id: invitation.id } })
    },
  }),
  revokeInvitation: t.prismaField({
    type: Invitation,
    authScopes: { signedIn: true },
    description: 'Take back an invitation that was not accepted yet.',
    args: { input: t.arg({ type: RevokeInvitationInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input }, context) => {
      await revokeInvitation(context, requireActor(context), input.invitationId)
      return context.db.invitation.findUniqueOrThrow({ ...query, where: { id: input.invitationId } })
    },
  }),
  createOrganization: t.prismaField({
    type: Organization,
    authScopes: { signedIn: true },
    description: 'Add an organisation. Coordinators add NGOs, administrators any; CONFLICT where the name is taken.',
    args: { input: t.arg({ type: CreateOrganizationInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { name, kind, area = null, krs = null } = input
      const { id } = await createOrganization(context, requireActor(context), { name, kind, area, krs })
      return context.db.organization.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  endMembership: t.field({
    type: Organization,
    authScopes: { signedIn: true },
    description: 'End a membership, for those who may give it; CONFLICT for my own last administration.',
    args: { input: t.arg({ type: EndMembershipInput, description: 'Which one.' }) },
    // Not a prismaField: what that selects is as of the moment before the end, and would still hold the person.
    resolve: async (_root, { input }, context) => {
      const { organizationId } = await endMembership(context, requireActor(context), input.membershipId)
      return context.db.organization.findUniqueOrThrow({ where: { id: organizationId } })
    },
  }),
}))

function signInUrl(context: Context): string {
  return `${context.origin}/zaloguj`
}
