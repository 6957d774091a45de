import type { MembershipRole, OrganizationKind } from '@app/prisma'
import { isNgoPerson, type Rightholder } from '../auth/policy.ts'

const FORUM_GIVEN_ROLES: readonly MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER']

/** The usual one first. */
const ROLES_OF_KIND: Readonly<Record<OrganizationKind, readonly MembershipRole[]>> = {
  NGO: ['NGO_USER', 'MEMBER', 'DEPUTY', 'CHAIR', 'COORDINATOR', 'ADMIN'],
  CITY: ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN'],
}

/** A role that was given, or offered, in an organisation of this kind. */
export interface GivenRole {
  role: MembershipRole
  organization: { kind: OrganizationKind }
}

function isAdmin(actor: Rightholder): boolean {
  return actor.memberships.some((membership) => membership.role === 'ADMIN')
}

function isCoordinator(actor: Rightholder): boolean {
  return actor.memberships.some((membership) => membership.role === 'COORDINATOR') && isNgoPerson(actor)
}

/** Whether this person may invite anybody at all into an organisation of this kind. */
export function mayInviteInto(actor: Rightholder, kind: OrganizationKind): boolean {
  return isAdmin(actor) || (isCoordinator(actor) && kind === 'NGO')
}

/** Coordinators bring people into NGOs, in roles below their own; administrators bring anybody anywhere it fits. */
export function mayGiveRole(actor: Rightholder, kind: OrganizationKind, role: MembershipRole): boolean {
  if (!ROLES_OF_KIND[kind].includes(role)) return false
  return isAdmin(actor) || (mayInviteInto(actor, kind) && FORUM_GIVEN_ROLES.includes(role))
}

/** What this person may give in an organisation of this kind, the usual one first. */
export function rolesToGive(actor: Rightholder, kind: OrganizationKind): MembershipRole[] {
  return ROLES_OF_KIND[kind].filter((role) => mayGiveRole(actor, kind, role))
}

/** Who may give a role may take it back; an administrator even one that does not fit its organisation. */
export function mayTakeRole(actor: Rightholder, { role, organization: { kind } }: GivenRole): boolean {
  return isAdmin(actor) || mayGiveRole(actor, kind, role)
}
