-- Whoever left an organisation before leaving took them away keeps no rights that they gave themselves on its documents.
WITH "given_up" AS (
  UPDATE "DocumentMember" m SET "until" = (now() AT TIME ZONE 'UTC')
  FROM "Document" d
  WHERE m."documentId" = d."id" AND m."until" IS NULL AND m."userId" IS NOT NULL AND m."grantedById" = m."userId"
    AND EXISTS (
      SELECT FROM "Membership" f WHERE f."userId" = m."userId" AND f."organizationId" = d."organizationId"
        AND f."until" <= (now() AT TIME ZONE 'UTC'))
    AND NOT EXISTS (
      SELECT FROM "Membership" c WHERE c."userId" = m."userId" AND c."organizationId" = d."organizationId"
        AND (c."until" IS NULL OR c."until" > (now() AT TIME ZONE 'UTC')))
  RETURNING m."documentId"
)
UPDATE "Document" SET "accessVersion" = "accessVersion" + 1 WHERE "id" IN (SELECT "documentId" FROM "given_up");
