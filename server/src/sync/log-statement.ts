// The one statement that writes the log, for all rooms at once.
// It locks the documents in the order of their ids, judges each row under that lock, binds new client ids and proposals,
// notes restorations, numbers what is accepted without holes, chains it, and advances `headSeq`: nothing can come between
// the judgement and the write. Proposals are locked, too: a statement sees the database as it was when it began, and one may
// be decided while it waits for a document; what is locked is read as it is by then. What is needed to find again what a row
// stranded is written with it, and forgotten where the writer has kept the words of earlier rows. One statement, because the
// embedded database has a single connection, on which no transaction may wait for anything.

import { type Db, Prisma } from '@app/prisma'
import type { AppendRequest } from './append-request.ts'

export type Verdict =
  | { kind: 'APPENDED' | 'REPEATED'; seq: number }
  | { kind: 'STALE_ACCESS' | 'STALE_HEAD' | 'EPOCH_CHANGED' | 'FOREIGN_CLIENT' | 'NO_DOCUMENT' }
  | { kind: 'FOREIGN_PROPOSAL' | 'CLOSED_PROPOSAL' }

interface VerdictRow {
  position: number
  verdict: Verdict['kind']
  seq: number | null
}

/** Few rows hide anything: for the others the database need not plan to write this. */
const KNOWLEDGE = Prisma.sql`known AS (
      INSERT INTO "UpdateKnowledge" ("documentId", "seq", "seen")
      SELECT "documentId", "seq", decode("seen", 'base64') FROM accepted WHERE "seen" IS NOT NULL
      ON CONFLICT ("documentId", "seq") DO UPDATE SET "seen" = EXCLUDED."seen"
    ), forgotten AS (
      DELETE FROM "UpdateKnowledge" AS former USING accepted
      WHERE accepted."seen" IS NOT NULL AND former."documentId" = accepted."documentId"
        AND former."seq" <= accepted."offeredSeq"
    ),`

/** Appends all of `requests` that may be appended. Answers in their order. */
export async function appendRows(db: Db, requests: readonly AppendRequest[]): Promise<Verdict[]> {
  return (await appendStatement(db, requests)).map(toVerdict)
}

/** The statement alone, for a transaction it is part of. */
export function appendStatement(db: Db, requests: readonly AppendRequest[]): Prisma.PrismaPromise<VerdictRow[]> {
  return db.$queryRaw<VerdictRow[]>`
    WITH input AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(requests.map(toInput))}::jsonb) AS row(
        "position" int, "documentId" text, "epoch" text, "head" int, "accessVersion" int, "kind" text,
        "clientId" bigint, "clientSeq" int, "clients" jsonb, "userId" text, "organizationId" text,
        "causeType" text, "causeId" text, "proposals" jsonb, "restoration" jsonb, "seen" text, "offeredSeq" int,
        "data" text, "createdAt" timestamp(3))
    ), locked AS MATERIALIZED (
      SELECT "id", "headSeq", "headLink", "saltSeed", "epoch", "accessVersion" FROM "Document"
      WHERE "id" IN (SELECT "documentId" FROM input)
      ORDER BY "id" FOR UPDATE
    ), judged AS MATERIALIZED (
      SELECT input.*, locked."headSeq", locked."headLink", locked."saltSeed", COALESCE(earlier."seq", done."seq", CASE WHEN sealed."userId" IS NOT NULL
          THEN locked."headSeq" END) AS "earlierSeq",
        CASE
          WHEN locked."id" IS NULL THEN 'NO_DOCUMENT'
          WHEN earlier."userId" = input."userId" OR done."id" IS NOT NULL THEN 'REPEATED'
          WHEN earlier."userId" IS NOT NULL THEN 'FOREIGN_CLIENT'
          WHEN sealed."userId" = input."userId" THEN 'REPEATED'
          WHEN sealed."userId" IS NOT NULL THEN 'FOREIGN_CLIENT'
          WHEN input."epoch" <> locked."epoch" THEN 'EPOCH_CHANGED'
          WHEN input."accessVersion" <> locked."accessVersion" THEN 'STALE_ACCESS'
          WHEN input."head" <> locked."headSeq" THEN 'STALE_HEAD'
        END AS "refusal"
      FROM input
      LEFT JOIN locked ON locked."id" = input."documentId"
      LEFT JOIN "DocumentUpdate" earlier ON earlier."documentId" = input."documentId"
        AND earlier."clientId" = input."clientId" AND earlier."clientSeq" = input."clientSeq"
      LEFT JOIN "DocumentClient" sealed ON sealed."documentId" = input."documentId"
        AND sealed."clientId" = input."clientId" AND sealed."sealedClientSeq" >= input."clientSeq"
      LEFT JOIN "Restoration" done ON done."id" = input."restoration"->>'id'
    ), carried AS MATERIALIZED (
      SELECT "position", "documentId", "userId", "proposalId",
        first_value("userId") OVER firsts AS "firstUserId",
        first_value("documentId") OVER firsts AS "firstDocumentId"
      FROM judged, jsonb_array_elements_text("proposals") AS "proposalId"
      WHERE "refusal" IS NULL
      WINDOW firsts AS (PARTITION BY "proposalId" ORDER BY "position")
    ), owned AS MATERIALIZED (
      SELECT "id", "createdById", "documentId", "state" FROM "ChangeProposal"
      WHERE "id" IN (SELECT "proposalId" FROM carried)
      ORDER BY "id" FOR SHARE
    ), disputed AS MATERIALIZED (
      SELECT carried."position", bool_or(
        COALESCE(owned."createdById", "firstUserId") <> carried."userId"
          OR COALESCE(owned."documentId", "firstDocumentId") <> carried."documentId") AS "isForeign"
      FROM carried LEFT JOIN owned ON owned."id" = "proposalId"
      WHERE COALESCE(owned."createdById", "firstUserId") <> carried."userId"
        OR COALESCE(owned."documentId", "firstDocumentId") <> carried."documentId"
        OR owned."state" NOT IN ('OPEN', 'SUPERSEDED')
      GROUP BY carried."position"
    ), wanted AS MATERIALIZED (
      SELECT "position", "documentId", "userId", "createdAt", client::bigint AS "clientId"
      FROM judged, jsonb_array_elements_text("clients") AS client
      WHERE "refusal" IS NULL AND "position" NOT IN (SELECT "position" FROM disputed)
    ), bound AS (
      INSERT INTO "DocumentClient" ("documentId", "clientId", "userId", "boundAt")
      SELECT DISTINCT ON ("documentId", "clientId") "documentId", "clientId", "userId", "createdAt"
      FROM wanted ORDER BY "documentId", "clientId", "position"
      ON CONFLICT DO NOTHING
      RETURNING "documentId", "clientId", "userId"
    ), contested AS (
      SELECT DISTINCT wanted."position" FROM wanted
      LEFT JOIN bound USING ("documentId", "clientId")
      LEFT JOIN "DocumentClient" owned USING ("documentId", "clientId")
      WHERE COALESCE(bound."userId", owned."userId") IS DISTINCT FROM wanted."userId"
    ), numbered AS MATERIALIZED (
      SELECT judged.*, ("headSeq" + row_number() OVER (PARTITION BY "documentId" ORDER BY "position"))::int AS "seq",
        decode("data", 'base64') AS "bytes"
      FROM judged
      WHERE "refusal" IS NULL AND "position" NOT IN (SELECT "position" FROM contested)
        AND "position" NOT IN (SELECT "position" FROM disputed)
    ), salted AS MATERIALIZED (
      SELECT numbered.*, log_salt("saltSeed", "seq") AS "salt" FROM numbered
    ), accepted AS MATERIALIZED (
      SELECT salted.*, log_chain(COALESCE("headLink", log_first_link("documentId")),
        log_said("seq", "seq", "kind", "clientId", "clientSeq", "userId", "organizationId", NULL, "causeType", "causeId",
          "createdAt", sha256("salt" || "bytes"))
        ) OVER (PARTITION BY "documentId" ORDER BY "seq") AS "link"
      FROM salted
    ), proposed AS (
      INSERT INTO "ChangeProposal"
        ("id", "documentId", "createdById", "organizationId", "seq", "createdAt", "updatedAt")
      SELECT DISTINCT ON ("proposalId") "proposalId", accepted."documentId", accepted."userId", "organizationId", "seq",
        "createdAt", "createdAt"
      FROM accepted JOIN carried USING ("position")
      WHERE NOT EXISTS (SELECT FROM "ChangeProposal" WHERE "id" = "proposalId")
      ORDER BY "proposalId", "position"
    ), noted AS (
      INSERT INTO "Restoration" ("id", "documentId", "seq", "kind", "versionId", "momentSeq", "momentAt", "personId",
        "fromSeq", "toSeq", "changesKind", "changesOrganizationId", "keptVersionId", "createdById", "organizationId",
        "createdAt")
      SELECT "restoration"->>'id', "documentId", "seq", ("restoration"->>'kind')::"RestorationKind",
        "restoration"->>'versionId', ("restoration"->>'momentSeq')::int, ("restoration"->>'momentAt')::timestamp(3),
        "restoration"->>'personId', ("restoration"->>'fromSeq')::int, ("restoration"->>'toSeq')::int,
        ("restoration"->>'changesKind')::"UpdateKind", "restoration"->>'changesOrganizationId',
        "restoration"->>'keptVersionId', "userId", "organizationId", "createdAt"
      FROM accepted WHERE "restoration" IS NOT NULL
    ), ${requests.some(({ seen }) => seen !== null) ? KNOWLEDGE : Prisma.empty}
    written AS (
      INSERT INTO "DocumentUpdate"
        ("documentId", "seq", "seqFrom", "kind", "clientId", "clientSeq", "userId", "organizationId", "causeType",
          "causeId", "data", "createdAt", "salt", "link")
      SELECT "documentId", "seq", "seq", "kind"::"UpdateKind", "clientId", "clientSeq", "userId", "organizationId",
        "causeType", "causeId", "bytes", "createdAt", "salt", "link"
      FROM accepted
    ), advanced AS (
      UPDATE "Document" SET "headSeq" = last."seq", "headLink" = last."link", "lastWriteAt" = last."createdAt",
        "offeredSeq" = GREATEST(LEAST("Document"."offeredSeq", "Document"."headSeq"), last."offeredSeq")
      FROM (
        SELECT DISTINCT ON ("documentId") "documentId", "seq", "link", "offeredSeq",
          max("createdAt") OVER (PARTITION BY "documentId") AS "createdAt"
        FROM accepted ORDER BY "documentId", "seq" DESC
      ) last
      WHERE "Document"."id" = last."documentId"
    )
    SELECT judged."position",
      CASE
        WHEN judged."refusal" IS NOT NULL THEN judged."refusal"
        WHEN disputed."isForeign" THEN 'FOREIGN_PROPOSAL'
        WHEN disputed."position" IS NOT NULL THEN 'CLOSED_PROPOSAL'
        WHEN accepted."seq" IS NULL THEN 'FOREIGN_CLIENT'
        ELSE 'APPENDED'
      END AS "verdict",
      COALESCE(accepted."seq", judged."earlierSeq")::int AS "seq"
    FROM judged LEFT JOIN accepted USING ("position") LEFT JOIN disputed USING ("position")
    ORDER BY judged."position"`
}

function toInput({ update, seen, createdAt, cause, ...request }: AppendRequest, position: number) {
  return {
    ...request,
    position,
    causeType: cause?.type ?? null,
    causeId: cause?.id ?? null,
    seen: seen && toBase64(seen),
    data: toBase64(update),
    createdAt: createdAt.toISOString(),
  }
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function toVerdict({ verdict, seq }: VerdictRow): Verdict {
  if (verdict !== 'APPENDED' && verdict !== 'REPEATED') return { kind: verdict }
  if (seq === null) throw new Error(`The log said ${verdict} without a seq`)
  return { kind: verdict, seq }
}
