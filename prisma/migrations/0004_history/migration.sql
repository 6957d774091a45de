-- CreateEnum
CREATE TYPE "VersionKind" AS ENUM ('NAMED', 'IDLE', 'CONTINUOUS', 'STAGE', 'RESTORE');

-- CreateEnum
CREATE TYPE "SittingKind" AS ENUM ('WRITING', 'DECISION', 'RESTORE', 'ROLLBACK', 'SEED', 'CONVERSION');

-- CreateTable
CREATE TABLE "Version" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "VersionKind" NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "stage" "DocumentStage" NOT NULL,
    "hash" TEXT NOT NULL,
    "createdById" TEXT,
    "organizationId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "writtenAt" TIMESTAMP(3) NOT NULL,
    "redactedAt" TIMESTAMP(3),
    "redactedById" TEXT,
    "redactionReason" TEXT,

    CONSTRAINT "Version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VersionAuthor" (
    "versionId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "organizationId" TEXT,
    "rows" INTEGER NOT NULL,

    CONSTRAINT "VersionAuthor_pkey" PRIMARY KEY ("versionId","position")
);

-- CreateTable
CREATE TABLE "StageChange" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "from" "DocumentStage" NOT NULL,
    "to" "DocumentStage" NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "userId" TEXT,
    "organizationId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StageChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sitting" (
    "documentId" TEXT NOT NULL,
    "firstSeq" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "kind" "SittingKind" NOT NULL,
    "userId" TEXT NOT NULL,
    "organizationId" TEXT,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3) NOT NULL,
    "counts" JSONB NOT NULL,
    "unitIds" TEXT[],
    "proposalIds" TEXT[],
    "threadIds" TEXT[],

    CONSTRAINT "Sitting_pkey" PRIMARY KEY ("documentId","firstSeq")
);

-- CreateTable
CREATE TABLE "DocumentHistory" (
    "documentId" TEXT NOT NULL,
    "foldedSeq" INTEGER NOT NULL DEFAULT 0,
    "open" JSONB NOT NULL DEFAULT '[]',
    "authors" JSONB NOT NULL DEFAULT '[]',
    "versionSeq" INTEGER NOT NULL DEFAULT 0,
    "versionNumber" INTEGER NOT NULL DEFAULT 0,
    "versionHash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "DocumentHistory_pkey" PRIMARY KEY ("documentId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Version_documentId_number_key" ON "Version"("documentId", "number");

-- CreateIndex
CREATE INDEX "StageChange_documentId_seq_idx" ON "StageChange"("documentId", "seq");

-- AddForeignKey
ALTER TABLE "Version" ADD CONSTRAINT "Version_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Version" ADD CONSTRAINT "Version_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Version" ADD CONSTRAINT "Version_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VersionAuthor" ADD CONSTRAINT "VersionAuthor_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageChange" ADD CONSTRAINT "StageChange_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sitting" ADD CONSTRAINT "Sitting_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DocumentHistory" ADD CONSTRAINT "DocumentHistory_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A version never changes but for its redaction, once, and goes only with its document. (A semicolon is written \x3b:
-- the engine takes scripts apart at semicolons wherever they stand.)
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''% is never changed'', TG_TABLE_NAME USING ERRCODE = ''integrity_constraint_violation''\x3b END\x3b';

CREATE TRIGGER version_never_changes BEFORE UPDATE ON "Version" FOR EACH ROW
  WHEN (OLD."redactedAt" IS NOT NULL OR
    ROW(OLD."id", OLD."documentId", OLD."number", OLD."seq", OLD."kind", OLD."name", OLD."note", OLD."stage", OLD."hash",
      OLD."createdById", OLD."organizationId", OLD."createdAt", OLD."writtenAt")
    IS DISTINCT FROM
    ROW(NEW."id", NEW."documentId", NEW."number", NEW."seq", NEW."kind", NEW."name", NEW."note", NEW."stage", NEW."hash",
      NEW."createdById", NEW."organizationId", NEW."createdAt", NEW."writtenAt"))
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER version_never_goes BEFORE DELETE ON "Version" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();

CREATE TRIGGER version_author_never_changes BEFORE UPDATE ON "VersionAuthor" FOR EACH ROW
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER version_author_never_goes BEFORE DELETE ON "VersionAuthor" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
