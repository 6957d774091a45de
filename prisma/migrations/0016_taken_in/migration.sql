-- AlterTable
ALTER TABLE "Thread" ADD COLUMN     "takenInSeq" INTEGER;
