-- AlterEnum
ALTER TYPE "RestorationKind" ADD VALUE 'MOMENT';

-- AlterTable
ALTER TABLE "Restoration" ADD COLUMN     "momentAt" TIMESTAMP(3),
ADD COLUMN     "momentSeq" INTEGER;
