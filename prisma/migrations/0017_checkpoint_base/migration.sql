-- AlterTable
ALTER TABLE "DocumentCheckpoint" ADD COLUMN     "base" INTEGER;

-- AddForeignKey
ALTER TABLE "DocumentCheckpoint" ADD CONSTRAINT "DocumentCheckpoint_documentId_base_fkey" FOREIGN KEY ("documentId", "base") REFERENCES "DocumentCheckpoint"("documentId", "seq") ON DELETE NO ACTION ON UPDATE NO ACTION;
