import type { Db, Prisma } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { passOnManaging } from '../documents/heirs.ts'
import { AppError } from '../errors.ts'
import { recordRevoked } from './invitations.ts'
import { type GivenRole, mayInviteInto, mayTakeRole } from './roles.ts'
import { raiseTextsLeft } from './texts-left.ts'

/** As much of a membership as the right to end it depends on. */
export interface EndableMembership extends GivenRole {
  userId: string
}

/**
 * Coordinators end what they may give, administrators everything; nobody their own last administration, which only
 * another administrator may take.
 */
export function mayEndMembership(actor: Actor, membership: EndableMembership): boolean {
  return mayTakeRole(actor, membership) && !isOwnLastAdministration(actor, membership)
}

/** Ends one membership from now on. Whoever has a document open by it is judged anew at once; the account stays. */
export async function endMembership(
  { db, clock, audit, pubsub }: Pick<Services, 'db' | 'clock' | 'audit' | 'pubsub'>,
  actor: Actor,
  membershipId: string,
): Promise<{ organizationId: string }> {
  const membership = await db.membership.findUnique({
    where: { id: membershipId },
    include: { organization: { select: { kind: true } } },
  })
  if (membership === null || !mayInviteInto(actor, membership.organization.kind)) throw new AppError('NOT_FOUND')
  if (!mayTakeRole(actor, membership)) throw new AppError('FORBIDDEN')
  if (isOwnLastAdministration(actor, membership)) throw new AppError('CONFLICT', 'own administration')
  const [, [ended = null]] = await db.$transaction([holdRows(db, membershipId), endRow(db, membershipId, clock.now())])
  if (ended === null) throw new AppError('CONFLICT')
  pubsub.publish('access', { userId: membership.userId })
  for (const documentId of ended.documentIds) pubsub.publish('access', { documentId })
  await audit.record({
    action: 'membership.ended',
    actorId: actor.userId,
    targetType: 'membership',
    targetId: membershipId,
    detail: { role: membership.role, organizationId: membership.organizationId },
  })
  for (const invitationId of ended.invitationIds) await recordRevoked(audit, actor, invitationId)
  for (const { id, documentId } of ended.rights) {
    await audit.record({
      action: 'document.unshared',
      actorId: actor.userId,
      documentId,
      targetType: 'member',
      targetId: id,
    })
  }
  await passOnManaging({ db, clock, pubsub }, ended.documentIds, actor.userId)
  return { organizationId: membership.organizationId }
}

function isOwnLastAdministration(actor: Actor, { userId, role }: EndableMembership): boolean {
  if (role !== 'ADMIN' || userId !== actor.userId) return false
  return actor.memberships.filter((membership) => membership.role === 'ADMIN').length <= 1
}

interface Ended {
  /** What belongs to the organisation or is shared with it. */
  documentIds: string[]
  invitationIds: string[]
  /** What they had given themselves. */
  rights: { id: string; documentId: string }[]
}

/**
 * One statement: administrators who end each other's at once leave one of them, and the documents that could be written
 * by belonging there get a new `accessVersion`. An administrator whose end is written counts no more, whenever it is: of two
 * who wait for one another's row, the second may have read the clock first. What the person was invited to there, and would
 * come back by, is taken back with it, and so are the rights they gave themselves on its documents, as by starting one: it
 * was started for the organisation. No row when there was nothing to end.
 */
function endRow(db: Db, membershipId: string, now: Date): Prisma.PrismaPromise<Ended[]> {
  return db.$queryRaw<Ended[]>`
    WITH administrators AS MATERIALIZED (
      SELECT "id" FROM "Membership"
      WHERE "role" = 'ADMIN' AND "until" IS NULL
        AND "userId" IN (SELECT "id" FROM "User" WHERE "disabledAt" IS NULL)
      ORDER BY "id" FOR UPDATE
    ), ended AS (
      UPDATE "Membership" SET "until" = ${now}::timestamp
      WHERE "id" = ${membershipId} AND ("until" IS NULL OR "until" > ${now}::timestamp)
        AND ("role" <> 'ADMIN' OR EXISTS (SELECT 1 FROM administrators WHERE "id" <> ${membershipId}))
      RETURNING "id", "userId", "organizationId"
    ), revoked AS (
      UPDATE "Invitation" SET "revokedAt" = ${now}::timestamp
      FROM ended JOIN "User" ON "User"."id" = ended."userId"
      WHERE "Invitation"."email" = "User"."email" AND "Invitation"."organizationId" = ended."organizationId"
        AND "acceptedAt" IS NULL AND "revokedAt" IS NULL AND "expiresAt" > ${now}::timestamp
      RETURNING "Invitation"."id"
    ), ${raiseTextsLeft(null)}, given_up AS (
      UPDATE "DocumentMember" SET "until" = ${now}::timestamp
      FROM ended, "Document"
      WHERE "Document"."id" IN (SELECT "id" FROM locked) AND "Document"."organizationId" = ended."organizationId"
        AND "DocumentMember"."documentId" = "Document"."id" AND "DocumentMember"."until" IS NULL
        AND "DocumentMember"."userId" = ended."userId" AND "grantedById" = ended."userId"
        AND NOT EXISTS (
          SELECT FROM "Membership" other
          WHERE other."userId" = ended."userId" AND other."organizationId" = ended."organizationId"
            AND other."id" <> ended."id" AND (other."until" IS NULL OR other."until" > ${now}::timestamp))
      RETURNING "DocumentMember"."id", "documentId"
    )
    SELECT ARRAY(SELECT "id" FROM own) AS "documentIds", ARRAY(SELECT "id" FROM revoked) AS "invitationIds",
      COALESCE((SELECT jsonb_agg(jsonb_build_object('id', "id", 'documentId', "documentId")) FROM given_up), '[]'::jsonb)
        AS "rights"
    FROM ended`
}

/**
 * Before it, so that it sees what was written by belonging there until now: a document that is being started holds its
 * starter's membership. In the order in which the statement after it locks the same rows.
 */
function holdRows(db: Db, membershipId: string): Prisma.PrismaPromise<unknown> {
  return db.$queryRaw`
    SELECT "id" FROM "Membership"
    WHERE "id" = ${membershipId} OR ("role" = 'ADMIN' AND "until" IS NULL
      AND EXISTS (SELECT FROM "Membership" one WHERE one."id" = ${membershipId} AND one."role" = 'ADMIN'))
    ORDER BY "id" FOR UPDATE`
}
