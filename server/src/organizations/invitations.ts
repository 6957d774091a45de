import type { Invitation, MembershipRole } from '@app/prisma'
import type { Audit } from '../audit/audit.ts'
import type { Actor } from '../auth/policy.ts'
import { issuerPrefix, OIDC_PROVIDER } from '../auth/provider-id.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { toMailLocale } from '../mail/messages.ts'
import { mayGiveRole, mayInviteInto, mayTakeRole } from './roles.ts'
import { findStanding } from './standing.ts'
import { takeTurn } from './turn.ts'

export const INVITATION_MS = 14 * 24 * 3_600_000

export interface InvitationInput {
  email: string
  organizationId: string
  role: MembershipRole
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
  const { db, audit, mailer, env } = services
  const organization = await db.organization.findUnique({ where: { id: input.organizationId } })
  if (organization === null) throw new AppError('NOT_FOUND')
  if (!mayGiveRole(actor, organization.kind, input.role)) throw new AppError('FORBIDDEN')
  const email = normalizeEmail(input.email)
  const invitation = await addRow(services, actor, { ...input, email })
  await audit.record({
    action: 'invitation.created',
    actorId: actor.userId,
    targetType: 'invitation',
    targetId: invitation.id,
    detail: { role: input.role, organizationId: organization.id },
  })
  const invited = await db.user.findUnique({ where: { email }, select: { locale: true } })
  const isSent = await mailer.send({
    to: invitation.email,
    kind: 'invitation',
    locale: toMailLocale((invited ?? actor).locale),
    content: { url: signInUrl, instance: env.instanceName, organization: organization.name, inviter: actor.name },
  })
  if (!isSent) await takeBackUnsent(services, actor, invitation)
  return invitation
}

/** Nobody would know of it, and it would stand in the way of the next; unless they came without being told. */
async function takeBackUnsent(services: Services, actor: Actor, { id }: Invitation): Promise<void> {
  if (!(await revokeRow(services, id))) return
  await recordRevoked(services.audit, actor, id)
  throw new AppError('UNAVAILABLE', 'mail')
}

/**
 * A second invitation would only be a second mail, and one to a seat somebody has changes nothing; but to somebody who never
 * came by the identity provider it opens that way. A button pressed twice, or two people at once, invite once.
 */
async function addRow(services: Services, actor: Actor, seat: InvitationInput): Promise<Invitation> {
  const { db, clock } = services
  const { email, organizationId, role } = seat
  const now = clock.now()
  const worthless = await findWorthless(services, seat)
  const [id, expiresAt] = [newId(), new Date(now.getTime() + INVITATION_MS)]
  const [, added] = await db.$transaction([
    takeTurn(db, `invitation ${email} ${organizationId} ${role}`),
    db.$executeRaw`
      INSERT INTO "Invitation" ("id", "email", "organizationId", "role", "invitedById", "createdAt", "expiresAt")
      SELECT ${id}, ${email}, ${organizationId}, ${role}::"MembershipRole", ${actor.userId},
             ${now}::timestamp, ${expiresAt}::timestamp
      WHERE NOT EXISTS (
        SELECT 1 FROM "Invitation"
        WHERE "email" = ${email} AND "organizationId" = ${organizationId} AND "role"::text = ${role}
          AND "acceptedAt" IS NULL AND "revokedAt" IS NULL AND "expiresAt" > ${now}::timestamp
          AND "id" <> ALL (${worthless}::text[])
      )`,
  ])
  if (added === 0) throw new AppError('CONFLICT', 'invited')
  return db.invitation.findUniqueOrThrow({ where: { id } })
}

/** Open invitations to a seat that its senders may no longer give; refuses one that is given, or offered by somebody who may. */
async function findWorthless({ db, clock, env }: Services, seat: InvitationInput): Promise<string[]> {
  const { email, organizationId, role } = seat
  const now = clock.now()
  const still = { OR: [{ until: null }, { until: { gt: now } }] }
  const open = await db.invitation.findMany({
    where: { email, organizationId, role, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  })
  const invited = await findStanding(db, { email, organizationId, role }, now)
  if (invited.length > 0) throw new AppError('CONFLICT', 'invited')
  const user =
    env.oidc === undefined
      ? { email }
      : {
          email,
          accounts: { some: { providerId: OIDC_PROVIDER, accountId: { startsWith: issuerPrefix(env.oidc.issuer) } } },
        }
  const seated = await db.membership.count({ where: { user, organizationId, role, ...still } })
  if (seated > 0) throw new AppError('CONFLICT', 'seated')
  return open.map(({ id }) => id)
}

/** Takes an invitation back before it was accepted. */
export async function revokeInvitation(services: Services, actor: Actor, invitationId: string): Promise<Invitation> {
  const { db, audit } = services
  const invitation = await db.invitation.findUnique({
    where: { id: invitationId },
    include: { organization: { select: { kind: true } } },
  })
  if (invitation === null || !mayInviteInto(actor, invitation.organization.kind)) throw new AppError('NOT_FOUND')
  if (!mayTakeRole(actor, invitation)) throw new AppError('FORBIDDEN')
  if (!(await revokeRow(services, invitationId))) throw new AppError('CONFLICT')
  await recordRevoked(audit, actor, invitationId)
  return db.invitation.findUniqueOrThrow({ where: { id: invitationId } })
}

/** False when it was accepted or taken back already. */
async function revokeRow({ db, clock }: Services, id: string): Promise<boolean> {
  const where = { id, acceptedAt: null, revokedAt: null }
  const { count } = await db.invitation.updateMany({ where, data: { revokedAt: clock.now() } })
  return count > 0
}

export function recordRevoked(audit: Audit, actor: Actor, invitationId: string): Promise<void> {
  return audit.record({
    action: 'invitation.revoked',
    actorId: actor.userId,
    targetType: 'invitation',
    targetId: invitationId,
  })
}
