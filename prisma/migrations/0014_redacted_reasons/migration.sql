-- AlterTable
ALTER TABLE "DocumentHistory" ADD COLUMN     "epoch" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Redaction" ADD COLUMN     "reasonHash" TEXT,
ADD COLUMN     "reasonSalt" TEXT;

-- A redaction never changes, but for its reason, which may hold what a later one takes out. Then it loses its salt.
DROP TRIGGER redaction_never_changes ON "Redaction";

CREATE TRIGGER redaction_never_changes BEFORE UPDATE ON "Redaction" FOR EACH ROW
  WHEN (NEW."reasonSalt" IS NOT NULL OR
    ROW(OLD."id", OLD."documentId", OLD."reasonHash", OLD."createdById", OLD."organizationId", OLD."createdAt", OLD."seq",
      OLD."places")
    IS DISTINCT FROM
    ROW(NEW."id", NEW."documentId", NEW."reasonHash", NEW."createdById", NEW."organizationId", NEW."createdAt", NEW."seq",
      NEW."places"))
  EXECUTE FUNCTION refuse_change();
