-- AlterTable
ALTER TABLE "ReadMark" ADD COLUMN     "formerSeq" INTEGER;

-- CreateTable
CREATE TABLE "StaffNote" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "unitLabel" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "organizationId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StaffNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UnitReview" (
    "documentId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "reviewedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "UnitReview_pkey" PRIMARY KEY ("documentId","unitId","userId")
);

-- CreateIndex
CREATE INDEX "StaffNote_documentId_createdAt_idx" ON "StaffNote"("documentId", "createdAt");

-- AddForeignKey
ALTER TABLE "StaffNote" ADD CONSTRAINT "StaffNote_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UnitReview" ADD CONSTRAINT "UnitReview_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;
