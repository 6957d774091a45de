import type { Db, DocumentStage, SittingKind } from '@app/prisma'
import { AppError } from '../errors.ts'
import type { SittingCounts } from './activity-sittings.ts'

export interface ActivityFilter {
  personId?: string | null | undefined
  organizationId?: string | null | undefined
  /** Sittings that changed this unit, proposed to change it or remarked on it. */
  unitId?: string | null | undefined
  /** Whatever ended at or after this moment. */
  since?: Date | null | undefined
  /** Whatever began before this moment. */
  until?: Date | null | undefined
}

/** A sitting, or a document that moved to another stage. */
export interface ActivityEntry {
  id: string
  kind: SittingKind | 'STAGE'
  userId: string | null
  organizationId: string | null
  startedAt: Date
  endedAt: Date
  firstSeq: number
  lastSeq: number
  /** Null for a change of stage. */
  counts: SittingCounts | null
  unitIds: string[]
  proposalIds: string[]
  threadIds: string[]
  stageFrom: DocumentStage | null
  stageTo: DocumentStage | null
  reason: string
}

export interface ActivityPage {
  items: ActivityEntry[]
  endCursor: string | null
  hasNextPage: boolean
}

interface EntryRow extends ActivityEntry {
  /** Twice the first row of a sitting; a change of stage stands behind the row before it. */
  place: number
}

/** Where a page begins: behind the entry with these. */
interface Position {
  place: number
  at: Date
  id: string
}

/** What begins a document is not undone, and decisions belong to proposals. */
const UNDOABLE = ['WRITING', 'RESTORE', 'ROLLBACK', 'CONVERSION'] as const
const MAX_PAGE = 100
const CURSOR = /^(\d{1,9}) (\d{1,14}) ([\w-]{1,64})$/
const BEFORE_ALL: Position = { place: 2 ** 31 - 1, at: new Date(0), id: '' }

/** What was done to a document, the newest first, of what is folded. One statement. */
export async function listActivity(
  db: Db,
  documentId: string,
  filter: ActivityFilter,
  { first, after }: { first: number; after: string | null },
): Promise<ActivityPage> {
  if (first < 1 || first > MAX_PAGE) throw new AppError('INVALID', 'first')
  const { personId = null, organizationId = null, unitId = null, since = null, until = null } = filter
  const from = after === null ? BEFORE_ALL : parseCursor(after)
  const limit = first + 1
  const rows = await db.$queryRaw<EntryRow[]>`
    SELECT * FROM (
      (SELECT "firstSeq" * 2 AS "place", 's' || "firstSeq" AS "id", "kind"::text AS "kind", "userId", "organizationId",
        "startedAt", "endedAt", "firstSeq", "lastSeq", "counts", "unitIds", "proposalIds", "threadIds",
        NULL AS "stageFrom", NULL AS "stageTo", '' AS "reason"
      FROM "Sitting"
      WHERE "documentId" = ${documentId} AND "firstSeq" * 2 < ${from.place}
        AND (${personId}::text IS NULL OR "userId" = ${personId})
        AND (${organizationId}::text IS NULL OR "organizationId" = ${organizationId})
        AND (${unitId}::text IS NULL OR ${unitId} = ANY("unitIds"))
        AND (${since}::timestamp IS NULL OR "endedAt" >= ${since}::timestamp)
        AND (${until}::timestamp IS NULL OR "startedAt" < ${until}::timestamp)
      ORDER BY "firstSeq" DESC LIMIT ${limit})
      UNION ALL
      (SELECT "seq" * 2 + 1, 'e' || "id", 'STAGE', "userId", "organizationId", "at", "at", "seq", "seq", NULL,
        '{}', '{}', '{}', "from"::text, "to"::text, "reason"
      FROM "StageChange"
      WHERE "documentId" = ${documentId}
        AND ("seq" * 2 + 1, "at", 'e' || "id") < (${from.place}::int, ${from.at}::timestamp, ${from.id}::text)
        AND (${personId}::text IS NULL OR "userId" = ${personId})
        AND (${organizationId}::text IS NULL OR "organizationId" = ${organizationId})
        AND ${unitId}::text IS NULL
        AND (${since}::timestamp IS NULL OR "at" >= ${since}::timestamp)
        AND (${until}::timestamp IS NULL OR "at" < ${until}::timestamp)
      ORDER BY "seq" DESC, "at" DESC, "id" DESC LIMIT ${limit})
    ) entry
    ORDER BY "place" DESC, "startedAt" DESC, "id" DESC LIMIT ${limit}`
  return toPage(rows, first)
}

/** From the first to the last place of what meets a filter and can be undone; null where nothing does. */
export async function findUndoable(
  db: Db,
  documentId: string,
  { personId, organizationId, unitId, since, until }: ActivityFilter,
): Promise<{ firstSeq: number; lastSeq: number } | null> {
  const { _min, _max } = await db.sitting.aggregate({
    where: {
      documentId,
      kind: { in: [...UNDOABLE] },
      ...(personId && { userId: personId }),
      ...(organizationId && { organizationId }),
      ...(unitId && { unitIds: { has: unitId } }),
      ...(since && { endedAt: { gte: since } }),
      ...(until && { startedAt: { lt: until } }),
    },
    _min: { firstSeq: true },
    _max: { lastSeq: true },
  })
  const { firstSeq } = _min
  const { lastSeq } = _max
  return firstSeq === null || lastSeq === null ? null : { firstSeq, lastSeq }
}

/** Everybody who did something to a document, for whom, by what was last done. */
export async function listActive(
  db: Db,
  documentId: string,
): Promise<{ userId: string; organizationId: string | null }[]> {
  return db.$queryRaw`
    SELECT "userId", "organizationId" FROM "Sitting" WHERE "documentId" = ${documentId}
    GROUP BY "userId", "organizationId" ORDER BY max("firstSeq") DESC`
}

function toPage(rows: readonly EntryRow[], first: number): ActivityPage {
  const page = rows.slice(0, first)
  const last = page.at(-1)
  return {
    items: page.map(({ place: _place, ...entry }) => entry),
    endCursor:
      last === undefined
        ? null
        : Buffer.from(`${last.place} ${last.startedAt.getTime()} ${last.id}`).toString('base64url'),
    hasNextPage: rows.length > first,
  }
}

function parseCursor(cursor: string): Position {
  const [, place, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (id === undefined) throw new AppError('INVALID', 'after')
  return { place: Number(place), at: new Date(Number(at)), id }
}
