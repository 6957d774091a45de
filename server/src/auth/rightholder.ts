import type { Db, Prisma } from '@app/prisma'
import type { ActorMembership, Rightholder } from './policy.ts'

export const membershipsSelect = {
  orderBy: [{ since: 'asc' }, { id: 'asc' }],
  select: { organizationId: true, role: true, until: true, organization: { select: { name: true, kind: true } } },
} satisfies Prisma.User$membershipsArgs

type MembershipRow = Prisma.MembershipGetPayload<{ select: typeof membershipsSelect.select }>

/** Whose rights to ask about where no session is at hand, as for a download; without closed accounts. */
export async function findRightholders(db: Db, userIds: readonly string[], now: Date): Promise<Rightholder[]> {
  const users = await db.user.findMany({
    where: { id: { in: [...userIds] }, disabledAt: null },
    select: { id: true, memberships: membershipsSelect },
  })
  return users.map(({ id, memberships }) => ({
    userId: id,
    memberships: currentOf(memberships, now).map(toActorMembership),
  }))
}

export function currentOf(memberships: MembershipRow[], now: Date): MembershipRow[] {
  return memberships.filter(({ until }) => until === null || until > now)
}

export function toActorMembership({ organizationId, role, organization }: MembershipRow): ActorMembership {
  return { organizationId, organizationKind: organization.kind, role }
}
