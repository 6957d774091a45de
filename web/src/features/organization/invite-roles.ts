import type { FragmentOf, ResultOf } from '../../graphql.ts'
import type { InvitationList_invitation } from './InvitationList.vue'
import type { InviteForm_organization } from './InviteForm.vue'

export type MembershipRole = ResultOf<typeof InvitationList_invitation>['role']
export type OrganizationKind = ResultOf<typeof InviteForm_organization>['kind']
export type InvitableOrganization = FragmentOf<typeof InviteForm_organization>

const ROLES_OF_KIND = {
  NGO: ['NGO_USER', 'MEMBER', 'DEPUTY'],
  CITY: ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR'],
} as const satisfies Record<OrganizationKind, readonly [MembershipRole, ...MembershipRole[]]>

/** The roles an invitation offers; the first is the usual one. The server decides again. */
export function rolesToInvite(kind: OrganizationKind): readonly [MembershipRole, ...MembershipRole[]] {
  return ROLES_OF_KIND[kind]
}
