import type { Db } from '@app/prisma'
import { abilitiesOf, type DocumentAccess } from '../auth/policy.ts'

/** Those of these people who may read the document now. Closed accounts may not. One statement. */
export async function readersAmong(
  db: Db,
  access: DocumentAccess,
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set()
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(userIds)] }, disabledAt: null },
    select: {
      id: true,
      memberships: {
        where: { OR: [{ until: null }, { until: { gt: now } }] },
        select: { organizationId: true, role: true, organization: { select: { kind: true } } },
      },
    },
  })
  const readers = people.filter(({ id, memberships }) => {
    const held = memberships.map(({ organization, ...rest }) => ({ ...rest, organizationKind: organization.kind }))
    return abilitiesOf({ userId: id, memberships: held }, access).read
  })
  return new Set(readers.map(({ id }) => id))
}
