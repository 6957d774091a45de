import type { Db } from '@app/prisma'
import { newId } from '../ids.ts'
import { findStanding } from './standing.ts'

/** Whether a link may be sent to this address: somebody with an open account, or somebody invited. */
export async function mayReceiveLink(db: Db, email: string, now: Date): Promise<{ locale: string | null } | null> {
  const user = await db.user.findUnique({ where: { email }, select: { locale: true, disabledAt: true } })
  if (user !== null) return user.disabledAt === null ? { locale: user.locale } : null
  return (await findStanding(db, { email }, now)).length === 0 ? null : { locale: null }
}

/**
 * Makes the account and the memberships of every standing invitation to an address whose owner has just proved it. One
 * statement, so that two sign-ins at once cannot make two people; its invitations are locked, so that what is taken back
 * meanwhile brings nobody in. Returns the person, or null when nobody was invited.
 */
export async function acceptInvitations(db: Db, email: string, now: Date): Promise<string | null> {
  const standingIds = (await findStanding(db, { email }, now)).map(({ id }) => id)
  const userId = newId()
  const name = email.slice(0, email.indexOf('@'))
  const rows = await db.$queryRaw<{ userId: string }[]>`
    WITH open AS MATERIALIZED (
      SELECT "id", "organizationId", "role" FROM "Invitation"
      WHERE "id" = ANY(${standingIds}) AND "acceptedAt" IS NULL AND "revokedAt" IS NULL
      ORDER BY "id" FOR UPDATE
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
