// Somebody may leave an organisation while they start a document for it: what they give themselves on it would outlast
// their membership, which took back only what was there when it ended.

import type { Db, Prisma } from '@app/prisma'
import { ROLES_WITHOUT_TEXTS } from '../auth/policy.ts'

/** Whoever waited for the end of a membership may have read the clock before who ended it. */
const APART_MS = 60_000

/**
 * Holds the memberships by which this person works on texts of the organisation until the transaction has ended; it divides
 * by nothing where there is none any more.
 */
export function holdMembership(
  db: Db,
  { userId, organizationId, now }: { userId: string; organizationId: string; now: Date },
): Prisma.PrismaPromise<unknown> {
  const soon = new Date(now.getTime() + APART_MS)
  return db.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT "id" FROM "Membership"
      WHERE "userId" = ${userId} AND "organizationId" = ${organizationId}
        AND ("until" IS NULL OR "until" > ${soon}::timestamp) AND "role"::text <> ALL(${[...ROLES_WITHOUT_TEXTS]})
      ORDER BY "id" FOR SHARE
    )
    SELECT 1 / LEAST(1, (SELECT count(*) FROM held)) AS "held"`
}
