-- AlterTable
ALTER TABLE "DocumentClient" ADD COLUMN     "sealedClientSeq" INTEGER;

-- AlterTable
ALTER TABLE "Version" ADD COLUMN     "redactedHash" TEXT;

-- CreateTable
CREATE TABLE "LogSegment" (
    "documentId" TEXT NOT NULL,
    "seqFrom" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    "link" TEXT NOT NULL,
    "firstAt" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,
    "sealedAt" TIMESTAMP(3) NOT NULL,
    "amendedAt" TIMESTAMP(3),

    CONSTRAINT "LogSegment_pkey" PRIMARY KEY ("documentId","seqFrom")
);

-- CreateTable
CREATE TABLE "Redaction" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "organizationId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "seq" INTEGER NOT NULL,
    "places" JSONB NOT NULL,

    CONSTRAINT "Redaction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Redaction_documentId_createdAt_idx" ON "Redaction"("documentId", "createdAt");

-- AddForeignKey
ALTER TABLE "LogSegment" ADD CONSTRAINT "LogSegment_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Redaction" ADD CONSTRAINT "Redaction_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- They are packed before they come here.
ALTER TABLE "LogSegment" ALTER COLUMN "data" SET STORAGE EXTERNAL;

ALTER TABLE "DocumentCheckpoint" ALTER COLUMN "state" SET STORAGE EXTERNAL;

-- A row of the log never changes, but for being found void, and goes only where a segment holds it, or with its document.
CREATE TRIGGER log_row_never_changes BEFORE UPDATE ON "DocumentUpdate" FOR EACH ROW
  WHEN (NEW."kind" <> 'VOID' OR
    ROW(OLD."documentId", OLD."seq", OLD."seqFrom", OLD."clientId", OLD."clientSeq", OLD."userId", OLD."organizationId",
      OLD."onBehalfOf", OLD."causeType", OLD."causeId", OLD."data", OLD."createdAt")
    IS DISTINCT FROM
    ROW(NEW."documentId", NEW."seq", NEW."seqFrom", NEW."clientId", NEW."clientSeq", NEW."userId", NEW."organizationId",
      NEW."onBehalfOf", NEW."causeType", NEW."causeId", NEW."data", NEW."createdAt"))
  EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN IF NOT EXISTS (SELECT FROM "LogSegment" WHERE "documentId" = OLD."documentId" AND "seqFrom" <= OLD."seqFrom" AND "seq" >= OLD."seq") THEN RAISE EXCEPTION ''% is deleted only when it was sealed'', TG_TABLE_NAME USING ERRCODE = ''integrity_constraint_violation''\x3b END IF\x3b RETURN OLD\x3b END\x3b';

CREATE TRIGGER log_row_goes_only_sealed BEFORE DELETE ON "DocumentUpdate" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_unsealed();

-- A segment grows, or says when it was amended and keeps its link.
CREATE TRIGGER log_segment_never_changes BEFORE UPDATE ON "LogSegment" FOR EACH ROW
  WHEN (NEW."documentId" <> OLD."documentId" OR NEW."seqFrom" <> OLD."seqFrom" OR NEW."seq" < OLD."seq" OR
    (NEW."seq" = OLD."seq" AND (NEW."link" <> OLD."link" OR NEW."amendedAt" IS NULL
      OR NEW."amendedAt" <= OLD."amendedAt")))
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER log_segment_never_goes BEFORE DELETE ON "LogSegment" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();

CREATE TRIGGER redaction_never_changes BEFORE UPDATE ON "Redaction" FOR EACH ROW
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER redaction_never_goes BEFORE DELETE ON "Redaction" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();

-- A version may be redacted again, later. What it is called may hold what must go.
DROP TRIGGER version_never_changes ON "Version";

CREATE TRIGGER version_never_changes BEFORE UPDATE ON "Version" FOR EACH ROW
  WHEN (NEW."redactedAt" IS NULL OR NEW."redactedAt" <= OLD."redactedAt" OR
    ROW(OLD."id", OLD."documentId", OLD."number", OLD."seq", OLD."kind", OLD."stage", OLD."hash", OLD."createdById",
      OLD."organizationId", OLD."createdAt", OLD."writtenAt")
    IS DISTINCT FROM
    ROW(NEW."id", NEW."documentId", NEW."number", NEW."seq", NEW."kind", NEW."stage", NEW."hash", NEW."createdById",
      NEW."organizationId", NEW."createdAt", NEW."writtenAt"))
  EXECUTE FUNCTION refuse_change();
