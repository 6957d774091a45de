-- AlterTable
ALTER TABLE "StrandedText" ADD COLUMN     "cells" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "closedBy" INTEGER;
