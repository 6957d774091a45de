import type { Db } from '@app/prisma'

/** After so long away it is another visit. */
const VISIT_GAP_MS = 30 * 60_000

export interface Mark {
  seq: number
  readAt: Date
  formerSeq: number | null
}

/** How far somebody had read before the visit they are on; null where there was none. */
export function lookBefore(mark: Mark | null | undefined, now: Date): number | null {
  if (!mark) return null
  return isOver(mark, now) ? mark.seq : mark.formerSeq
}

/** Is the visit that this mark was made on over? */
function isOver({ readAt }: Mark, now: Date): boolean {
  return now.getTime() - readAt.getTime() > VISIT_GAP_MS
}

/**
 * The place up to which somebody had read a document before they came this time: what „od mojej ostatniej wizyty” compares
 * with. Null for somebody who is here for the first time.
 */
export async function findLastLook(
  db: Db,
  { userId, documentId }: { userId: string; documentId: string },
  now = new Date(),
): Promise<number | null> {
  return lookBefore(await db.readMark.findUnique({ where: { userId_documentId: { userId, documentId } } }), now)
}

interface NewMark {
  userId: string
  documentId: string
  seq: number
  /** The document was opened just now: a visit begins, unless one is under way. */
  isOpening: boolean
}

/** Notes how far somebody has read; never backwards, and never beyond the end. False where they had been as far before. */
export async function markRead(db: Db, { userId, documentId, seq, isOpening }: NewMark, now: Date): Promise<boolean> {
  const lastVisitBefore = new Date(now.getTime() - VISIT_GAP_MS)
  const [mark] = await db.$queryRaw<{ isFurther: boolean }[]>`
    INSERT INTO "ReadMark" ("userId", "documentId", "seq", "readAt")
    SELECT ${userId}, "id", GREATEST(0, LEAST(${seq}::int, "headSeq")), ${now}::timestamp
    FROM "Document" WHERE "id" = ${documentId}
    ON CONFLICT ("userId", "documentId") DO UPDATE
    SET "seq" = GREATEST("ReadMark"."seq", EXCLUDED."seq"), "readAt" = EXCLUDED."readAt",
      "formerSeq" = CASE WHEN ${isOpening} AND "ReadMark"."readAt" < ${lastVisitBefore}::timestamp
        THEN "ReadMark"."seq" ELSE "ReadMark"."formerSeq" END
    RETURNING "seq" > COALESCE(
      (SELECT "seq" FROM "ReadMark" AS "before" WHERE "userId" = ${userId} AND "documentId" = ${documentId}), 0
    ) AS "isFurther"`
  return mark?.isFurther ?? false
}
