-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "awaitedRedactions" TEXT[] DEFAULT ARRAY[]::TEXT[];
