-- AlterTable
ALTER TABLE "DownloadTicket" ADD COLUMN     "selection" JSONB;
