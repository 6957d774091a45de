-- AlterTable
ALTER TABLE "Restoration" ADD COLUMN     "changesKind" "UpdateKind",
ADD COLUMN     "changesOrganizationId" TEXT;
