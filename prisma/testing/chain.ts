import type { Db } from '../client.ts'

/** For rows of the log that a test writes itself and whose chain is nobody's concern. */
export const UNCHAINED = { salt: new Uint8Array(16), link: new Uint8Array(32) }

/**
 * Chains all rows that stand as if they had been appended, as somebody could who forges a whole log. Once, whatever the
 * planner thinks of a table it has not looked at since: joined row by row, the chain was made anew for each.
 */
export async function chainRows(db: Db, documentId: string): Promise<void> {
  await db.$transaction([
    db.$executeRaw`SET LOCAL session_replication_role = replica`,
    db.$executeRaw`
      UPDATE "DocumentUpdate" SET "salt" = log_salt("saltSeed", "seq") FROM "Document"
      WHERE "id" = "documentId" AND "documentId" = ${documentId}`,
    db.$executeRaw`
      WITH chained AS MATERIALIZED (
        SELECT "seq", log_chain(
          COALESCE((SELECT decode("link", 'hex') FROM "LogSegment" WHERE "documentId" = ${documentId}
            ORDER BY "seqFrom" DESC LIMIT 1), log_first_link(${documentId})),
          log_said("seqFrom", "seq", "kind"::text, "clientId", "clientSeq", "userId", "organizationId", "onBehalfOf",
            "causeType", "causeId", "createdAt", sha256("salt" || "data"))) OVER (ORDER BY "seq") AS "link"
        FROM "DocumentUpdate" WHERE "documentId" = ${documentId}
      )
      UPDATE "DocumentUpdate" AS u SET "link" = chained."link" FROM chained
      WHERE u."documentId" = ${documentId} AND u."seq" = chained."seq"`,
    db.$executeRaw`
      UPDATE "Document" SET "headLink" = last."link", "headSeq" = last."seq"
      FROM (SELECT "seq", "link" FROM "DocumentUpdate" WHERE "documentId" = ${documentId} ORDER BY "seq" DESC LIMIT 1) last
      WHERE "id" = ${documentId}`,
  ])
}
