import type { DocumentKind, DocumentRole, DocumentStage, MembershipRole, OrganizationKind } from '@app/prisma'

/** The person an operation is done for, as of the start of that operation. */
export interface Actor {
  userId: string
  sessionId: string
  sessionExpiresAt: Date
  name: string
  locale: string
  /** The organisation they speak for, stored with what they do. */
  organizationId: string | null
  organizationName: string | null
  memberships: readonly ActorMembership[]
}

/** As much of a person as rights depend on. */
export type Rightholder = Pick<Actor, 'userId' | 'memberships'>

export interface ActorMembership {
  organizationId: string
  organizationKind: OrganizationKind
  role: MembershipRole
}

/** All that rights on one document depend on. */
export interface DocumentAccess {
  documentId: string
  kind: DocumentKind
  organizationId: string
  organizationKind: OrganizationKind
  stage: DocumentStage
  archived: boolean
  accessVersion: number
  epoch: string
  /** Words that were redacted stand in it again, until they are taken out: nobody reads it. */
  awaitsRedaction: boolean
  /** Rights given on this document and not taken back. */
  grants: readonly DocumentGrant[]
}

export interface DocumentGrant {
  userId?: string | null
  organizationId?: string | null
  role: DocumentRole
  manage: boolean
}

export interface Abilities {
  read: boolean
  edit: boolean
  propose: boolean
  /** Propose another wording of a unit without the editor. */
  proposeByForm: boolean
  /** Enter what somebody else proposed on paper, by mail or at a meeting. */
  enterProposals: boolean
  comment: boolean
  manage: boolean
  rename: boolean
}

export type DocumentAction = keyof Abilities | 'share' | 'archive' | 'restore'

/** From least to most; a place in this list is how rights are compared. */
const ROLES_BY_STRENGTH: readonly DocumentRole[] = ['READER', 'COMMENTER', 'PROPOSER', 'EDITOR']

/** What the text allows at most at each stage: from adoption on it is not written, but talked about until it is closed. */
export const STAGE_CEILING: Readonly<Record<DocumentStage, DocumentRole>> = {
  DRAFT: 'EDITOR',
  FORUM_DISCUSSION: 'EDITOR',
  CONSULTATION: 'EDITOR',
  FINALISATION: 'EDITOR',
  ADOPTION: 'COMMENTER',
  ADOPTED: 'COMMENTER',
  SUBMITTED: 'COMMENTER',
  ANSWERED: 'COMMENTER',
  CLOSED: 'READER',
  WITHDRAWN: 'READER',
}

/** The stages in which a text has been handed to the City. */
export const SUBMITTED_STAGES: readonly DocumentStage[] = ['SUBMITTED', 'ANSWERED', 'CLOSED']

/** The stages in which a text of the City is shown to the Forum without being shared. */
export const CITY_TEXT_OPEN_STAGES: readonly DocumentStage[] = [
  'CONSULTATION',
  'FINALISATION',
  'ADOPTION',
  'ADOPTED',
  ...SUBMITTED_STAGES,
]

/** Kinds that belong to everybody's work; other texts are seen only by their organisation and where shared. */
export const COMMON_KINDS: readonly DocumentKind[] = ['RECOMMENDATION', 'PROGRAMME']

/** Roles that speak for an organisation in the Forum. */
export const FORUM_ROLES: readonly MembershipRole[] = ['MEMBER', 'DEPUTY', 'CHAIR', 'COORDINATOR']

/** Accounts are not texts: an administrator reads and edits nothing by being one. */
export const ROLES_WITHOUT_TEXTS: readonly MembershipRole[] = ['ADMIN']

/** The City's people who answer the Forum's texts. */
const STAFF_ROLES: readonly MembershipRole[] = ['STAFF', 'PLENIPOTENTIARY']

const NOTHING: Abilities = {
  read: false,
  edit: false,
  propose: false,
  proposeByForm: false,
  enterProposals: false,
  comment: false,
  manage: false,
  rename: false,
}

interface Right {
  role: DocumentRole
  manage: boolean
}

/** What this person may do with this document. Pure: the only place where rights are decided. */
export function abilitiesOf(actor: Rightholder | null, access: DocumentAccess): Abilities {
  if (actor === null || access.awaitsRedaction) return NOTHING
  const rights = [...grantedRights(actor, access), ...defaultRights(actor, access)]
  if (rights.length === 0) return NOTHING
  const strongest = rights.map((right) => right.role).reduce(stronger)
  const role = weaker(weaker(strongest, personalCeiling(actor, access)), stateCeiling(access))
  const manage = rights.some((right) => right.manage) && mayManageAtAll(actor, access)
  const edit = role === 'EDITOR'
  const propose = isAtLeast(role, 'PROPOSER')
  const comment = isAtLeast(role, 'COMMENTER')
  const mayUseForm = comment && stateCeiling(access) === 'EDITOR'
  return {
    read: true,
    edit,
    propose,
    proposeByForm: propose || (mayUseForm && isNgoPerson(actor) && !isCityPerson(actor)),
    enterProposals: edit || (mayUseForm && isStaff(actor)),
    comment,
    manage,
    rename: manage && stateCeiling(access) === 'EDITOR',
  }
}

/** Could this person read this document, were nothing to be taken out of it first? */
export function isHeldBack(actor: Rightholder | null, access: DocumentAccess): boolean {
  return access.awaitsRedaction && abilitiesOf(actor, { ...access, awaitsRedaction: false }).read
}

/** Whether this person may do this to this document. */
export function can(actor: Rightholder | null, action: DocumentAction, access: DocumentAccess): boolean {
  const abilities = abilitiesOf(actor, access)
  switch (action) {
    case 'share':
    case 'archive':
      return abilities.manage && !access.archived
    case 'restore':
      return abilities.manage && access.archived
    default:
      return abilities[action]
  }
}

/** Whether this right could be used by who is to receive it: more than that is given to nobody. */
export function mayBeGiven(recipient: Hats, right: Right, access: DocumentAccess): boolean {
  const ceiling = personalCeiling(recipient, access)
  return isAtLeast(ceiling, right.role) && (!right.manage || ceiling === 'EDITOR')
}

/** Whether one of these people manages it, or will once nothing is to be taken out of it any more. */
export function isManagedBy(people: readonly Rightholder[], access: DocumentAccess): boolean {
  const open = { ...access, awaitsRedaction: false }
  return people.some((person) => abilitiesOf(person, open).manage)
}

/** What its organisation is given where nobody is left who manages it: whoever may write it there decides about it. */
export function inheritedRight({ organizationId }: DocumentAccess): DocumentGrant {
  return { organizationId, role: 'EDITOR', manage: true }
}

/** Organisations whose texts this person works on by belonging there. */
export function workingOrganizationIds(actor: Rightholder): string[] {
  return actor.memberships.filter(worksOnTexts).map((membership) => membership.organizationId)
}

export function isNgoPerson(actor: Rightholder): boolean {
  return actor.memberships.some((membership) => membership.organizationKind === 'NGO' && worksOnTexts(membership))
}

/** As much of a membership as being of the City depends on. */
type Hats = { memberships: readonly Pick<ActorMembership, 'organizationKind'>[] }

/** Somebody of the City, whatever else they are: the stricter of two hats holds. */
export function isCityPerson(actor: Hats): boolean {
  return actor.memberships.some((membership) => membership.organizationKind === 'CITY')
}

/** The City's staff proper: whoever also sits in the Forum is not, for of two hats the stricter holds. */
export function isStaff(actor: Rightholder): boolean {
  const answers = actor.memberships.some(
    ({ role, organizationKind }) => organizationKind === 'CITY' && STAFF_ROLES.includes(role),
  )
  return answers && !isNgoPerson(actor)
}

/** Whether this person may start a document for this organisation. */
export function mayCreateFor(actor: Rightholder, organizationId: string): boolean {
  return workingOrganizationIds(actor).includes(organizationId)
}

function grantedRights(actor: Rightholder, access: DocumentAccess): Right[] {
  return access.grants.filter((grant) => isGrantedTo(grant, actor))
}

function isGrantedTo(grant: DocumentGrant, actor: Rightholder): boolean {
  if (grant.userId) return grant.userId === actor.userId
  return actor.memberships.some((one) => one.organizationId === grant.organizationId && worksOnTexts(one))
}

function defaultRights(actor: Rightholder, access: DocumentAccess): Right[] {
  return actor.memberships.filter(worksOnTexts).flatMap((membership) => defaultRightOf(membership, access) ?? [])
}

function defaultRightOf(membership: ActorMembership, access: DocumentAccess): Right | null {
  if (membership.organizationId === access.organizationId) {
    return { role: 'EDITOR', manage: membership.role !== 'NGO_USER' }
  }
  if (!COMMON_KINDS.includes(access.kind)) return null
  if (membership.organizationKind === 'CITY') {
    return SUBMITTED_STAGES.includes(access.stage) ? { role: 'READER', manage: false } : null
  }
  if (access.organizationKind === 'CITY' && !CITY_TEXT_OPEN_STAGES.includes(access.stage)) return null
  return { role: FORUM_ROLES.includes(membership.role) ? 'PROPOSER' : 'COMMENTER', manage: false }
}

export function worksOnTexts(membership: Pick<ActorMembership, 'role'>): boolean {
  return !ROLES_WITHOUT_TEXTS.includes(membership.role)
}

/** The City's people never write the Forum's text, not even where somebody shared it with them by mistake. */
function personalCeiling(actor: Hats, access: DocumentAccess): DocumentRole {
  return isCityPerson(actor) && access.organizationKind !== 'CITY' ? 'COMMENTER' : 'EDITOR'
}

function mayManageAtAll(actor: Rightholder, access: DocumentAccess): boolean {
  return personalCeiling(actor, access) === 'EDITOR'
}

function stateCeiling(access: DocumentAccess): DocumentRole {
  return access.archived ? 'READER' : STAGE_CEILING[access.stage]
}

function isAtLeast(role: DocumentRole, least: DocumentRole): boolean {
  return ROLES_BY_STRENGTH.indexOf(role) >= ROLES_BY_STRENGTH.indexOf(least)
}

function stronger(left: DocumentRole, right: DocumentRole): DocumentRole {
  return isAtLeast(left, right) ? left : right
}

function weaker(left: DocumentRole, right: DocumentRole): DocumentRole {
  return isAtLeast(left, right) ? right : left
}
