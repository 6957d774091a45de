-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "searchName" TEXT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "searchName" TEXT;
