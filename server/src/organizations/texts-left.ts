import { Prisma } from '@app/prisma'
import { COMMON_KINDS } from '../auth/policy.ts'

/**
 * Parts of a statement that ends memberships, after a part `ended` that names their organisations ("organizationId"). The
 * documents that could be written by belonging there get a new `accessVersion`, so that no push decided before is accepted
 * after: those of the organisation and those shared with it, or with `userId` where everything of a person ends (`own`);
 * and texts of everybody's work, where the Forum's people propose and remark. They are locked in the order in which the log
 * locks them.
 */
export function raiseTextsLeft(userId: string | null): Prisma.Sql {
  return Prisma.sql`own AS MATERIALIZED (
      SELECT "id" FROM "Document"
      WHERE "organizationId" IN (SELECT "organizationId" FROM ended)
        OR "id" IN (
          SELECT "documentId" FROM "DocumentMember"
          WHERE "userId" = ${userId} OR "organizationId" IN (SELECT "organizationId" FROM ended))
    ), locked AS MATERIALIZED (
      SELECT "id" FROM "Document"
      WHERE "id" IN (SELECT "id" FROM own) OR ("kind" = ANY(${COMMON_KINDS}::"DocumentKind"[]) AND EXISTS (
        SELECT FROM ended JOIN "Organization" ON "Organization"."id" = "organizationId" WHERE "kind" = 'NGO'))
      ORDER BY "id" FOR UPDATE
    ), raised AS (
      UPDATE "Document" SET "accessVersion" = "accessVersion" + 1 WHERE "id" IN (SELECT "id" FROM locked)
    )`
}
