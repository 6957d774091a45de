import type { Db } from '@app/prisma'
import { COMMON_KINDS } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { newId } from '../ids.ts'
import { type MailLocale, toMailLocale } from '../mail/messages.ts'
import { named, toPersonName } from './names.ts'
import { findStanding } from './standing.ts'

/** Whether a link may be sent to this address: somebody with an open account, or somebody invited. */
export async function mayReceiveLink(db: Db, email: string, now: Date): Promise<{ locale: string | null } | null> {
  const user = await db.user.findUnique({ where: { email }, select: { locale: true, disabledAt: true } })
  if (user !== null) return user.disabledAt === null ? { locale: user.locale } : null
  return (await findStanding(db, { email }, now)).length === 0 ? null : { locale: null }
}

/**
 * Makes the account and the memberships of every standing invitation to an address whose owner has just proved it. Whoever
 * has a page open is judged anew at once. Returns the person, or null when nobody was invited.
 * @param known.ownerId who proved it, where they are somebody here already, under whichever address
 * @param known.name what whoever vouches for the address calls them; a new person is called so, else by the address
 * @param known.locale the language in which they asked to come in, which a new person is written to in
 */
export async function acceptInvitations(
  { db, pubsub }: Pick<Services, 'db' | 'pubsub'>,
  email: string,
  now: Date,
  { ownerId = null, name = '', locale }: { ownerId?: string | null; name?: string; locale?: string | undefined } = {},
): Promise<string | null> {
  const standingIds = (await findStanding(db, { email }, now)).map(({ id }) => id)
  if (standingIds.length === 0) return null
  const userId = await joinOrganizations(db, { email, ownerId, name, locale: toMailLocale(locale) }, standingIds, now)
  if (userId !== null) pubsub.publish('access', { userId })
  return userId
}

/**
 * One statement, so that two sign-ins at once cannot make two people; its invitations are locked, so that what is taken back
 * meanwhile brings nobody in. Who comes to the City writes the Forum's texts no more: those they could write get a new
 * `accessVersion`, locked in the order in which the log locks them, so that no push decided before is accepted after.
 */
async function joinOrganizations(
  db: Db,
  { email, ownerId, name: given, locale }: { email: string; ownerId: string | null; name: string; locale: MailLocale },
  invitationIds: string[],
  now: Date,
): Promise<string | null> {
  const userId = newId()
  const { name, searchName } = named(toPersonName(given) ?? email.slice(0, email.indexOf('@')))
  const rows = await db.$queryRaw<{ userId: string }[]>`
    WITH open AS MATERIALIZED (
      SELECT "id", "organizationId", "role" FROM "Invitation"
      WHERE "id" = ANY(${invitationIds}) AND "acceptedAt" IS NULL AND "revokedAt" IS NULL
      ORDER BY "id" FOR UPDATE
    ), invited AS (
      INSERT INTO "User" ("id", "name", "searchName", "email", "emailVerified", "locale", "createdAt", "updatedAt")
      SELECT ${userId}, ${name}, ${searchName}, ${email}, true, ${locale}, ${now}::timestamp, ${now}::timestamp
      WHERE EXISTS (SELECT 1 FROM open) AND ${ownerId}::text IS NULL
      ON CONFLICT ("email") DO UPDATE SET "emailVerified" = true
      RETURNING "id"
    ), person AS (
      SELECT "id" FROM invited
      UNION ALL
      SELECT "id" FROM "User"
      WHERE "id" = ${ownerId}::text AND "disabledAt" IS NULL AND EXISTS (SELECT 1 FROM open)
    ), joined AS (
      INSERT INTO "Membership" ("id", "userId", "organizationId", "role", "since")
      SELECT DISTINCT ON (open."organizationId", open."role")
        open."id", person."id", open."organizationId", open."role", ${now}::timestamp FROM open, person
      ON CONFLICT ("userId", "organizationId", "role") DO UPDATE SET "until" = NULL
    ), accepted AS (
      UPDATE "Invitation" SET "acceptedAt" = ${now} WHERE "id" IN (SELECT "id" FROM open) AND EXISTS (SELECT 1 FROM person)
    ), former AS MATERIALIZED (
      SELECT "organizationId" FROM "Membership" JOIN person ON person."id" = "Membership"."userId"
      WHERE "until" IS NULL OR "until" > ${now}::timestamp
    ), locked AS MATERIALIZED (
      SELECT "id" FROM "Document"
      WHERE EXISTS (SELECT FROM open JOIN "Organization" ON "Organization"."id" = "organizationId" WHERE "kind" = 'CITY')
        AND "organizationId" IN (SELECT "id" FROM "Organization" WHERE "kind" = 'NGO')
        AND (
          ("kind" = ANY(${COMMON_KINDS}::"DocumentKind"[]) AND EXISTS (SELECT FROM former))
          OR "organizationId" IN (SELECT "organizationId" FROM former)
          OR "id" IN (
            SELECT "documentId" FROM "DocumentMember"
            WHERE "userId" IN (SELECT "id" FROM person) OR "organizationId" IN (SELECT "organizationId" FROM former)))
      ORDER BY "id" FOR UPDATE
    ), raised AS (
      UPDATE "Document" SET "accessVersion" = "accessVersion" + 1 WHERE "id" IN (SELECT "id" FROM locked)
    )
    SELECT "id" AS "userId" FROM person`
  return rows[0]?.userId ?? null
}
