import { type Db, Prisma } from '@app/prisma'
import { toStorable } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'

const TABLES = { comment: Prisma.sql`"ThreadComment"`, proposal: Prisma.sql`"ChangeProposal"` }

export interface Hiding {
  target: keyof typeof TABLES
  id: string
  documentId: string
  actorId: string
  /** Null to show it again. */
  reason: string | null
  at: Date
}

/**
 * Hides what was said, or shows it again, and says so in the audit: both in one statement, or neither. What is shown again
 * forgets who had hidden it and why; the audit takes that from the row as it is held, for a redaction that was first has
 * taken words out of it, and one that comes later looks in the audit.
 */
export async function writeHiding(db: Db, { target, id, documentId, actorId, reason, at }: Hiding): Promise<void> {
  const table = TABLES[target]
  const isHidden = reason !== null
  const kept = isHidden ? toStorable(reason) : null
  const count = await db.$executeRaw`
    WITH former AS MATERIALIZED (
      SELECT "id", "hiddenReason", "hiddenById" FROM ${table} WHERE "id" = ${id} FOR NO KEY UPDATE
    ), written AS (
      UPDATE ${table} AS said SET "hiddenAt" = ${isHidden ? at : null}::timestamp,
        "hiddenById" = ${isHidden ? actorId : null}::text, "hiddenReason" = ${kept}::text
      FROM former WHERE said."id" = former."id"
    )
    INSERT INTO "AuditEvent" ("id", "at", "action", "actorId", "documentId", "targetType", "targetId", "detail")
    SELECT ${newId()}, ${at}::timestamp, ${`${target}.${isHidden ? 'hidden' : 'shown'}`}, ${actorId}, ${documentId},
      ${target}, former."id",
      CASE WHEN ${isHidden}::boolean THEN jsonb_build_object('reason', ${kept}::text)
        ELSE jsonb_build_object('reason', former."hiddenReason", 'hiddenById', former."hiddenById") END
    FROM former`
  if (count === 0) throw new AppError('NOT_FOUND')
}
