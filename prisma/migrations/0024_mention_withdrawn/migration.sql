-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "withdrawnAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Notification_commentId_idx" ON "Notification"("commentId");

-- Names that edits have taken out until now: what still has its words tells of those it has.
UPDATE "Notification" AS n SET "withdrawnAt" = COALESCE(c."editedAt", c."createdAt") FROM "ThreadComment" AS c
WHERE c."id" = n."commentId" AND n."kind" = 'MENTION' AND c."deletedAt" IS NULL AND NOT EXISTS (
  SELECT 1 FROM "Mention" AS m WHERE m."commentId" = c."id" AND (m."userId" = n."userId" OR m."organizationId" IN (
    SELECT "organizationId" FROM "Membership" WHERE "Membership"."userId" = n."userId"
  ))
);
