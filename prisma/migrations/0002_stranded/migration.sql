-- CreateTable
CREATE TABLE "StrandedText" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dismissedAt" TIMESTAMP(3),

    CONSTRAINT "StrandedText_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "StrandedText_userId_documentId_idx" ON "StrandedText"("userId", "documentId");

-- CreateIndex
CREATE UNIQUE INDEX "StrandedText_documentId_seq_userId_key" ON "StrandedText"("documentId", "seq", "userId");

-- AddForeignKey
ALTER TABLE "StrandedText" ADD CONSTRAINT "StrandedText_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;
