import type { Db, MembershipRole, Prisma } from '@app/prisma'
import { type ActorMembership, type Rightholder, worksOnTexts } from './policy.ts'

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

/** Of these, the one a person speaks by: the first by which they work on texts, for administering speaks for nobody. */
export function spokenBy<T extends { role: MembershipRole }>(memberships: readonly T[]): T | undefined {
  return memberships.find(worksOnTexts) ?? memberships[0]
}

export function toActorMembership({ organizationId, role, organization }: MembershipRow): ActorMembership {
  return { organizationId, organizationKind: organization.kind, role }
}
