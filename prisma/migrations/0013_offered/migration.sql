-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "offeredSeq" INTEGER NOT NULL DEFAULT 0;

-- What rows from before stranded was kept when they landed, or cannot be known any more: what their makers had seen is not kept.
UPDATE "Document" SET "offeredSeq" = "headSeq";

-- CreateTable
CREATE TABLE "UpdateKnowledge" (
    "documentId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "seen" BYTEA NOT NULL,

    CONSTRAINT "UpdateKnowledge_pkey" PRIMARY KEY ("documentId","seq")
);

-- AddForeignKey
ALTER TABLE "UpdateKnowledge" ADD CONSTRAINT "UpdateKnowledge_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;
