-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "headLink" BYTEA,
ADD COLUMN     "saltSeed" BYTEA NOT NULL DEFAULT sha256((uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

ALTER TABLE "DocumentUpdate" ADD COLUMN     "formerKind" "UpdateKind",
ADD COLUMN     "salt" BYTEA,
ADD COLUMN     "link" BYTEA;

-- The rule is in sync/PROTOCOL.md. What is in sync/segment/chain.ts and sync/segment/salts.ts says the same.
CREATE FUNCTION log_salt("seed" bytea, "seq" int) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT substring(sha256(sha256(sha256("seed" || int4send(("seq" - 1) / 1024))
    || set_byte(''\x00'', 0, (("seq" - 1) / 32) % 32)) || set_byte(''\x00'', 0, ("seq" - 1) % 32)) FROM 1 FOR 16)';

CREATE FUNCTION log_said("seqFrom" int, "seq" int, "kind" text, "clientId" bigint, "clientSeq" int, "userId" text,
  "organizationId" text, "onBehalfOf" text, "causeType" text, "causeId" text, "createdAt" timestamp, "updateHash" bytea)
  RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  'SELECT "seqFrom"::text || '','' || "seq"::text || '',"'' || "kind" || ''",'' || COALESCE("clientId"::text, ''null'')
    || '','' || COALESCE("clientSeq"::text, ''null'') || '','' || to_json("userId")::text
    || '','' || COALESCE(to_json("organizationId")::text, ''null'') || '','' || COALESCE(to_json("onBehalfOf")::text, ''null'')
    || '','' || COALESCE(to_json("causeType")::text, ''null'') || '','' || COALESCE(to_json("causeId")::text, ''null'')
    || '',"'' || to_char("createdAt", ''YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'') || ''","'' || encode("updateHash", ''hex'') || ''"''';

CREATE FUNCTION log_first_link("documentId" text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  'SELECT sha256(convert_to(''["wspolny-zapis",1,'' || to_json("documentId")::text || '']'', ''UTF8''))';

CREATE FUNCTION log_next_link("link" bytea, "first" bytea, "said" text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS
  E'BEGIN RETURN sha256(convert_to(''["'' || encode(COALESCE("link", "first"), ''hex'') || ''",'' || "said" || '']'', ''UTF8''))\x3b END\x3b';

-- Over rows in their order: the link of each, where the link before the first of them is given.
CREATE AGGREGATE log_chain(bytea, text) (SFUNC = log_next_link, STYPE = bytea);

-- Rows that were written before are chained as they stand.
DROP TRIGGER log_row_never_changes ON "DocumentUpdate";

UPDATE "DocumentUpdate" AS u SET "salt" = log_salt(d."saltSeed", u."seq") FROM "Document" d WHERE d."id" = u."documentId";

UPDATE "DocumentUpdate" AS u SET "link" = chained."link"
FROM (
  SELECT row."documentId", row."seq", log_chain(
    COALESCE((SELECT decode(s."link", 'hex') FROM "LogSegment" s WHERE s."documentId" = row."documentId"
      ORDER BY s."seqFrom" DESC LIMIT 1), log_first_link(row."documentId")),
    log_said(row."seqFrom", row."seq", row."kind"::text, row."clientId", row."clientSeq", row."userId",
      row."organizationId", row."onBehalfOf", row."causeType", row."causeId", row."createdAt",
      sha256(row."salt" || row."data"))
  ) OVER (PARTITION BY row."documentId" ORDER BY row."seq") AS "link"
  FROM "DocumentUpdate" row
) chained
WHERE u."documentId" = chained."documentId" AND u."seq" = chained."seq";

UPDATE "Document" AS d SET "headLink" = COALESCE(
  (SELECT u."link" FROM "DocumentUpdate" u WHERE u."documentId" = d."id" ORDER BY u."seq" DESC LIMIT 1),
  (SELECT decode(s."link", 'hex') FROM "LogSegment" s WHERE s."documentId" = d."id" ORDER BY s."seqFrom" DESC LIMIT 1));

ALTER TABLE "DocumentUpdate" ALTER COLUMN "salt" SET NOT NULL,
ALTER COLUMN "link" SET NOT NULL;

-- A row of the log never changes, but for being found void. Then it says what it was.
CREATE TRIGGER log_row_never_changes BEFORE UPDATE ON "DocumentUpdate" FOR EACH ROW
  WHEN (NEW."kind" <> 'VOID' OR
    ROW(OLD."documentId", OLD."seq", OLD."seqFrom", OLD."clientId", OLD."clientSeq", OLD."userId", OLD."organizationId",
      OLD."onBehalfOf", OLD."causeType", OLD."causeId", OLD."data", OLD."createdAt", OLD."salt", OLD."link",
      COALESCE(OLD."formerKind", OLD."kind"))
    IS DISTINCT FROM
    ROW(NEW."documentId", NEW."seq", NEW."seqFrom", NEW."clientId", NEW."clientSeq", NEW."userId", NEW."organizationId",
      NEW."onBehalfOf", NEW."causeType", NEW."causeId", NEW."data", NEW."createdAt", NEW."salt", NEW."link",
      NEW."formerKind"))
  EXECUTE FUNCTION refuse_change();
