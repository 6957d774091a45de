import type { Db } from '@app/prisma'
import { named } from '../organizations/names.ts'
import { ORGANIZATIONS } from './content/index.ts'

/** When the Forum's people joined: before its first demo meeting. */
const JOINED_AT = new Date('2026-05-04T08:00:00Z')

/** Organisations, people and what they are there. Rows that are there already stay as they are. */
export async function seedPeople(db: Db): Promise<void> {
  const organizations = ORGANIZATIONS.map(({ people: _people, ...organization }) => organization)
  const users = ORGANIZATIONS.flatMap(({ people }) => people.map(({ id, name, email }) => ({ id, name, email })))
  const memberships = ORGANIZATIONS.flatMap(({ id: organizationId, people }) =>
    people.flatMap(({ id: userId, roles }) =>
      roles.map((role) => ({ id: `${userId}-${role.toLowerCase()}`, userId, organizationId, role, since: JOINED_AT })),
    ),
  )
  await db.organization.createMany({
    data: organizations.map((organization) => ({ ...organization, ...named(organization.name), createdAt: JOINED_AT })),
    skipDuplicates: true,
  })
  await db.user.createMany({
    data: users.map((user) => ({ ...user, ...named(user.name), emailVerified: true, createdAt: JOINED_AT })),
    skipDuplicates: true,
  })
  await db.membership.createMany({ data: memberships, skipDuplicates: true })
}
