-- CreateEnum
CREATE TYPE "RestorationKind" AS ENUM ('VERSION', 'CHANGES');

-- CreateTable
CREATE TABLE "Restoration" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "RestorationKind" NOT NULL,
    "versionId" TEXT,
    "personId" TEXT,
    "fromSeq" INTEGER,
    "toSeq" INTEGER,
    "keptVersionId" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "organizationId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Restoration_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Restoration_versionId_idx" ON "Restoration"("versionId");

-- CreateIndex
CREATE INDEX "Restoration_keptVersionId_idx" ON "Restoration"("keptVersionId");

-- CreateIndex
CREATE UNIQUE INDEX "Restoration_documentId_seq_key" ON "Restoration"("documentId", "seq");

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_keptVersionId_fkey" FOREIGN KEY ("keptVersionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Restoration" ADD CONSTRAINT "Restoration_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- It says what the log did: it never changes, and goes only with its document.
CREATE TRIGGER restoration_never_changes BEFORE UPDATE ON "Restoration" FOR EACH ROW
  EXECUTE FUNCTION refuse_change();

CREATE TRIGGER restoration_never_goes BEFORE DELETE ON "Restoration" FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
