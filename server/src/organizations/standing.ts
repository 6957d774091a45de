import type { Db, MembershipRole, OrganizationKind, Prisma } from '@app/prisma'
import { findRightholders } from '../auth/rightholder.ts'
import { mayGiveRole } from './roles.ts'

/** Named in place of the person who invites where an instance invites its first one. */
export const INSTANCE_ID = 'instance'

interface OpenInvitation {
  id: string
  role: MembershipRole
  invitedById: string
  organization: { kind: OrganizationKind }
}

/** Open invitations, without those whose sender may no longer send them: these are worth nothing. */
export async function findStanding(db: Db, where: Prisma.InvitationWhereInput, now: Date): Promise<OpenInvitation[]> {
  const open = await db.invitation.findMany({
    where: { ...where, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true, role: true, invitedById: true, organization: { select: { kind: true } } },
  })
  const senderIds = [...new Set(open.map(({ invitedById }) => invitedById))]
  const senders = new Map((await findRightholders(db, senderIds, now)).map((sender) => [sender.userId, sender]))
  return open.filter(({ invitedById, role, organization: { kind } }) => {
    const sender = senders.get(invitedById)
    return invitedById === INSTANCE_ID || (sender !== undefined && mayGiveRole(sender, kind, role))
  })
}
