import type { Db, NotificationKind } from '@app/prisma'
import type { Clock } from '../context.ts'
import { loadAccess } from '../documents/access.ts'
import { newId } from '../ids.ts'
import type { PubSub } from '../pubsub.ts'
import { readersAmong } from './readers.ts'

/** Something somebody should know of: a person, or everybody in an organisation. */
export type NoticeEntry = ({ userId: string } | { organizationId: string }) & {
  kind: NotificationKind
  documentId: string
  threadId?: string
  commentId?: string
  proposalId?: string
  actorId: string
}

export interface Notices {
  /** Records who is to be told; never the one who did it, never who may not read the document. */
  record(entries: readonly NoticeEntry[]): Promise<void>
}

export interface NoticesOptions {
  db: Db
  clock: Clock
  pubsub: PubSub
}

/** So many people at most are addressed by one person within an hour (`reliability.md` S11), each so many times. */
const MAX_ADDRESSED_PER_HOUR = 50
const MAX_TIMES_EACH = 50
const HOUR_MS = 3_600_000
/** Within so long of the row that tells of it, a conversation that the same person ends again has no row anew. */
export const RESOLVED_AGAIN_MS = HOUR_MS

/**
 * What anybody who may comment can cause at will. That something was decided or resolved always arrives; a thread that
 * one person opens and resolves again and again is told of once an hour.
 */
const LIMITED: readonly NotificationKind[] = ['MENTION', 'REPLY']

type PersonalEntry = NoticeEntry & { userId: string }
type NoticeRow = ReturnType<typeof toRow>

export function createNotices({ db, clock, pubsub }: NoticesOptions): Notices {
  async function toPeople(entries: readonly NoticeEntry[]): Promise<PersonalEntry[]> {
    const organizationIds = entries.flatMap((entry) => ('organizationId' in entry ? entry.organizationId : []))
    const members =
      organizationIds.length === 0
        ? []
        : await db.membership.findMany({
            where: {
              organizationId: { in: organizationIds },
              OR: [{ until: null }, { until: { gt: clock.now() } }],
            },
            select: { userId: true, organizationId: true },
          })
    // Who is named by name comes first: where the hour's room ends, it ends among the many.
    return [
      ...entries.filter((entry) => 'userId' in entry),
      ...entries.flatMap((entry) => {
        if ('userId' in entry) return []
        const { organizationId, ...rest } = entry
        const ofIt = members.filter((member) => member.organizationId === organizationId)
        return ofIt.map(({ userId }) => ({ ...rest, userId }))
      }),
    ]
  }

  async function keepReaders(entries: readonly PersonalEntry[]): Promise<PersonalEntry[]> {
    const kept: PersonalEntry[] = []
    for (const documentId of new Set(entries.map((entry) => entry.documentId))) {
      const ofDocument = entries.filter((entry) => entry.documentId === documentId)
      const access = await loadAccess(db, documentId)
      if (access === null) continue
      const readers = await readersAmong(
        db,
        access,
        ofDocument.map(({ userId }) => userId),
        clock.now(),
      )
      kept.push(...ofDocument.filter(({ userId, actorId }) => readers.has(userId) && userId !== actorId))
    }
    return kept
  }

  /** The row of the one who acts is held, so that requests at the same time cannot each use up the same room. */
  async function write(actorId: string, rows: readonly NoticeRow[]): Promise<string[]> {
    const now = clock.now()
    const since = new Date(now.getTime() - HOUR_MS)
    const [, told] = await db.$transaction([
      db.$executeRaw`SELECT 1 FROM "User" WHERE "id" = ${actorId} FOR NO KEY UPDATE`,
      db.$queryRaw<{ userId: string }[]>`
        WITH recent AS (
          SELECT "userId", COUNT(*)::int AS "times" FROM "Notification"
          WHERE "actorId" = ${actorId} AND "createdAt" > ${since}::timestamp AND "kind"::text = ANY (${LIMITED})
          GROUP BY "userId"
        ), wanted AS (
          SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS wanted
            ("id" text, "userId" text, "kind" text, "documentId" text, "threadId" text, "commentId" text,
             "proposalId" text, "place" int)
        ), new_to_hear AS (
          SELECT "userId" FROM wanted
          WHERE "kind" = ANY (${LIMITED}) AND "userId" NOT IN (SELECT "userId" FROM recent)
          GROUP BY "userId" ORDER BY MIN("place")
          LIMIT GREATEST(0, ${MAX_ADDRESSED_PER_HOUR}::int - (SELECT COUNT(*)::int FROM recent))
        )
        INSERT INTO "Notification"
          ("id", "userId", "kind", "documentId", "threadId", "commentId", "proposalId", "actorId", "createdAt")
        SELECT "id", "userId", "kind"::"NotificationKind", "documentId", "threadId", "commentId", "proposalId",
               ${actorId}, ${now}::timestamp
        FROM wanted
        WHERE CASE
          WHEN "kind" = ANY (${LIMITED}) THEN "userId" IN (
            SELECT "userId" FROM new_to_hear UNION SELECT "userId" FROM recent WHERE "times" < ${MAX_TIMES_EACH}::int
          )
          WHEN "kind" = 'THREAD_RESOLVED' THEN NOT EXISTS (
            SELECT 1 FROM "Notification" AS told
            WHERE told."actorId" = ${actorId}
              -- By the moment that is asked when it is mailed: the row before is no more news just where there is another.
              AND told."createdAt" > COALESCE(
                (SELECT "resolvedAt" FROM "Thread" WHERE "Thread"."id" = wanted."threadId"), ${now}::timestamp
              ) - make_interval(secs => ${RESOLVED_AGAIN_MS / 1000}::int)
              AND told."kind" = 'THREAD_RESOLVED' AND told."threadId" = wanted."threadId"
              AND told."userId" = wanted."userId"
          )
          ELSE TRUE
        END
        ON CONFLICT ("userId", "kind", "commentId") DO NOTHING
        RETURNING "userId"`,
    ])
    return told.map(({ userId }) => userId)
  }

  return {
    async record(entries) {
      const wanted = onceEach(await keepReaders(await toPeople(entries)))
      for (const actorId of new Set(wanted.map((entry) => entry.actorId))) {
        const rows = wanted.filter((entry) => entry.actorId === actorId).map(toRow)
        for (const userId of new Set(await write(actorId, rows))) pubsub.publish('notification', { userId })
      }
    },
  }
}

/** A person named by name and by two of their organisations is told once, and of the answer not besides. */
function onceEach(entries: readonly PersonalEntry[]): PersonalEntry[] {
  const mentioned = new Set(entries.filter(({ kind }) => kind === 'MENTION').map(aboutWhat))
  const rest = entries.filter((entry) => entry.kind !== 'REPLY' || !mentioned.has(aboutWhat(entry)))
  return [...new Map(rest.map((entry) => [`${entry.kind} ${aboutWhat(entry)}`, entry])).values()]
}

function aboutWhat({ userId, commentId, proposalId, threadId }: PersonalEntry): string {
  return `${userId} ${commentId ?? proposalId ?? threadId ?? ''}`
}

function toRow({ userId, kind, documentId, threadId, commentId, proposalId }: PersonalEntry, place: number) {
  return { id: newId(), userId, kind, documentId, threadId, commentId, proposalId, place }
}
