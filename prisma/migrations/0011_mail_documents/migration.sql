-- AlterTable
ALTER TABLE "MailMessage" ADD COLUMN     "documentIds" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "MailMessage_documentIds_idx" ON "MailMessage" USING GIN ("documentIds");

-- Each thing that a mail tells ends with the address of its document. An address that somebody quoted adds one: a mail about
-- several documents decides nothing, so no more can be found by it.
UPDATE "MailMessage" SET "documentIds" = ARRAY(
  SELECT DISTINCT d."id"
  FROM regexp_matches("MailMessage"."text", '/dokument/([A-Za-z0-9_-]+)', 'g') AS found(parts)
  JOIN "Document" d ON d."id" = found.parts[1]
  ORDER BY d."id"
)
WHERE "kind" IN ('notifications', 'digest');
