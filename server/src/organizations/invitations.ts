import type { Db, Invitation, MembershipRole, OrganizationKind } from '@app/prisma'
import { type Actor, isNgoPerson } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { toMailLocale } from '../mail/messages.ts'

export const INVITATION_MS = 14 * 24 * 3_600_000

const FORUM_GIVEN_ROLES: readonly MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER']

const ROLES_OF_KIND: Readonly<Record<OrganizationKind, readonly MembershipRole[]>> = {
  NGO: ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN'],
  CITY: ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN'],
}

export interface InvitationInput {
  email: string
  organizationId: string
  role: MembershipRole
}

export function isAdmin(actor: Actor): boolean {
  return actor.memberships.some((membership) => membership.role === 'ADMIN')
}

function isCoordinator(actor: Actor): boolean {
  return actor.memberships.some((membership) => membership.role === 'COORDINATOR') && isNgoPerson(actor)
}

/** Whether this person may invite anybody at all into an organisation of this kind. */
export function mayInviteInto(actor: Actor, kind: OrganizationKind): boolean {
  return isAdmin(actor) || (isCoordinator(actor) && kind === 'NGO')
}

/** Coordinators bring people into NGOs, in roles below their own; administrators bring anybody anywhere it fits. */
export function mayGiveRole(actor: Actor, kind: OrganizationKind, role: MembershipRole): boolean {
  if (!ROLES_OF_KIND[kind].includes(role)) return false
  return isAdmin(actor) || (mayInviteInto(actor, kind) && FORUM_GIVEN_ROLES.includes(role))
}

export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Invites somebody by e-mail; who already has an account gets the role at the next sign-in. */
export async function invitePerson(
  services: Services,
  actor: Actor,
  input: InvitationInput,
  signInUrl: string,
): Promise<Invitation> {
  const { db, clock, audit, mailer, env } = services
  const organization = await db.organization.findUnique({ where: { id: input.organizationId } })
  if (organization === null) throw new AppError('NOT_FOUND')
  if (!mayGiveRole(actor, organization.kind, input.role)) throw new AppError('FORBIDDEN')
  if (await isInvited(db, input, clock.now())) throw new AppError('CONFLICT', 'invited')
  const invitation = await db.invitation.create({
    data: {
      id: newId(),
      email: normalizeEmail(input.email),
      organizationId: organization.id,
      role: input.role,
      invitedById: actor.userId,
      createdAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + INVITATION_MS),
    },
  })
  await audit.record({
    action: 'invitation.created',
    actorId: actor.userId,
    targetType: 'invitation',
    targetId: invitation.id,
    detail: { role: input.role, organizationId: organization.id },
  })
  await mailer.send({
    to: invitation.email,
    kind: 'invitation',
    locale: toMailLocale(actor.locale),
    content: { url: signInUrl, instance: env.instanceName, organization: organization.name, inviter: actor.name },
  })
  return invitation
}

/** A second invitation would only be a second mail. */
async function isInvited(db: Db, { email, organizationId, role }: InvitationInput, now: Date): Promise<boolean> {
  const open = { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } }
  const where = { email: normalizeEmail(email), organizationId, role, ...open }
  return (await db.invitation.count({ where })) > 0
}

/** Takes an invitation back before it was accepted. */
export async function revokeInvitation(services: Services, actor: Actor, invitationId: string): Promise<Invitation> {
  const { db, clock, audit } = services
  const invitation = await db.invitation.findUnique({
    where: { id: invitationId },
    include: { organization: { select: { kind: true } } },
  })
  if (invitation === null || !mayInviteInto(actor, invitation.organization.kind)) throw new AppError('NOT_FOUND')
  const { count } = await db.invitation.updateMany({
    where: { id: invitationId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: clock.now() },
  })
  if (count === 0) throw new AppError('CONFLICT')
  await audit.record({
    action: 'invitation.revoked',
    actorId: actor.userId,
    targetType: 'invitation',
    targetId: invitationId,
  })
  return db.invitation.findUniqueOrThrow({ where: { id: invitationId } })
}

/** Whether a link may be sent to this address: somebody with an open account, or somebody invited. */
export async function mayReceiveLink(db: Db, email: string, now: Date): Promise<{ locale: string | null } | null> {
  const user = await db.user.findUnique({ where: { email }, select: { locale: true, disabledAt: true } })
  if (user !== null) return user.disabledAt === null ? { locale: user.locale } : null
  const invitation = await db.invitation.findFirst({
    where: { email, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  })
  return invitation === null ? null : { locale: null }
}

/**
 * Makes the account and the memberships of every open invitation to an address whose owner has just proved it. One
 * statement, so that two sign-ins at once cannot make two people. Returns the person, or null when nobody was invited.
 */
export async function acceptInvitations(db: Db, email: string, now: Date): Promise<string | null> {
  const userId = newId()
  const name = email.slice(0, email.indexOf('@'))
  const rows = await db.$queryRaw<{ userId: string }[]>`
    WITH open AS (
      SELECT "id", "organizationId", "role" FROM "Invitation"
      WHERE "email" = ${email} AND "acceptedAt" IS NULL AND "revokedAt" IS NULL AND "expiresAt" > ${now}
    ), person AS (
      INSERT INTO "User" ("id", "name", "email", "emailVerified", "locale", "createdAt", "updatedAt")
      SELECT ${userId}, ${name}, ${email}, true, 'pl', ${now}::timestamp, ${now}::timestamp
      WHERE EXISTS (SELECT 1 FROM open)
      ON CONFLICT ("email") DO UPDATE SET "emailVerified" = true
      RETURNING "id"
    ), joined AS (
      INSERT INTO "Membership" ("id", "userId", "organizationId", "role", "since")
      SELECT DISTINCT ON (open."organizationId", open."role")
        open."id", person."id", open."organizationId", open."role", ${now}::timestamp FROM open, person
      ON CONFLICT ("userId", "organizationId", "role") DO UPDATE SET "until" = NULL
    ), accepted AS (
      UPDATE "Invitation" SET "acceptedAt" = ${now} WHERE "id" IN (SELECT "id" FROM open)
    )
    SELECT "id" AS "userId" FROM person`
  return rows[0]?.userId ?? null
}
