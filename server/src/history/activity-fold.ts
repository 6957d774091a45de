// Keeps `Sitting` in step with the log: reads the rows it has not seen, has a thread work out what they did, and writes
// sittings and how far it came in one statement, which does nothing where another node was first. Everything it writes
// follows from the log alone and can be made again.

import type { Db, DocumentStage } from '@app/prisma'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import type { AuthorTally, FoldState, OpenSitting, Proposer, SittingRow } from './activity-sittings.ts'
import { readPackedLog } from './packed-log.ts'
import { foldInThread } from './read-past.ts'

/** How far the history of a document is worked out. */
export interface Folded {
  /** Rows up to here are in `Sitting`. */
  seq: number
  headSeq: number
  epoch: string
  stage: DocumentStage
  authors: AuthorTally[]
  versionSeq: number
  versionNumber: number
  versionHash: string
}

export interface HistoryFold {
  /**
   * Works out what is not worked out yet. One statement where there is nothing to do.
   * @throws AppError `NOT_FOUND`, `UNAVAILABLE` where the log has a hole
   */
  fold(documentId: string): Promise<Folded>
}

export interface FoldOptions {
  db: Db
  logger: Pick<Logger, 'warn'>
}

interface HistoryRow extends Omit<Folded, 'seq'> {
  foldedSeq: number
  open: OpenSitting[]
  /** Of what is worked out; a redaction ends it. */
  foldedEpoch: string
}

const PAGE_ROWS = 1_000
const MAX_ATTEMPTS = 20

export function createHistoryFold({ db, logger }: FoldOptions): HistoryFold {
  const running = new Map<string, Promise<Folded>>()
  const waiting = new Map<string, Promise<Folded>>()

  async function foldAll(documentId: string): Promise<Folded> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const history = await readHistory(db, documentId)
      if (history.foldedSeq >= history.headSeq) return toFolded(history)
      await foldRows({ db, logger }, documentId, history)
    }
    throw new AppError('UNAVAILABLE', 'history')
  }

  function start(documentId: string): Promise<Folded> {
    const folding = foldAll(documentId).finally(() => running.delete(documentId))
    running.set(documentId, folding)
    return folding
  }

  /** One that is under way may have looked at the head before the caller's last row: all who come meanwhile share the next. */
  function wait(documentId: string, current: Promise<Folded>): Promise<Folded> {
    const known = waiting.get(documentId)
    if (known !== undefined) return known
    const next = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(documentId)
        return start(documentId)
      })
    waiting.set(documentId, next)
    return next
  }

  return {
    fold(documentId) {
      const current = running.get(documentId)
      return current === undefined ? start(documentId) : wait(documentId, current)
    },
  }
}

async function readHistory(db: Db, documentId: string): Promise<HistoryRow> {
  const rows = await db.$queryRaw<HistoryRow[]>`
    SELECT d."headSeq", d."epoch", d."stage"::text AS "stage", COALESCE(h."foldedSeq", 0) AS "foldedSeq",
      COALESCE(h."epoch", '') AS "foldedEpoch", COALESCE(h."open", '[]') AS "open",
      COALESCE(h."authors", '[]') AS "authors",
      COALESCE(h."versionSeq", 0) AS "versionSeq", COALESCE(h."versionNumber", 0) AS "versionNumber",
      COALESCE(h."versionHash", '') AS "versionHash"
    FROM "Document" d LEFT JOIN "DocumentHistory" h ON h."documentId" = d."id"
    WHERE d."id" = ${documentId}`
  const [row] = rows
  if (row === undefined) throw new AppError('NOT_FOUND')
  return row
}

function toFolded({ foldedSeq, open: _open, foldedEpoch: _epoch, ...history }: HistoryRow): Folded {
  return { ...history, seq: foldedSeq }
}

/** One pass from where the history stands to the end of the log, or until somebody else was first. */
async function foldRows({ db, logger }: FoldOptions, documentId: string, history: HistoryRow): Promise<void> {
  let { open, authors, foldedSeq: from } = history
  for (let seq = from; ; ) {
    const log = await readPackedLog(db, documentId, { after: from, limit: PAGE_ROWS })
    if (log.pieces.length === 0) return
    const proposers = await readProposers(db, documentId)
    const job = { seq, log, state: { open, authors }, proposers }
    const { failure, changed, ...folded } = await foldInThread(db, { documentId, epoch: history.epoch }, job)
    const { seq: to } = folded
    if (failure !== null) logger.warn({ documentId, seq: to, reason: failure.reason }, 'a row could not be folded')
    if (to === from || !(await save(db, documentId, history, { from, to }, { ...folded, changed }))) return
    ;({ open, authors } = folded)
    from = to
    seq = failure?.before ?? to
  }
}

/** After the rows, never before: whoever made a proposal is written with the row that carries it, and it is decided before its row. */
async function readProposers(db: Db, documentId: string): Promise<[string, Proposer][]> {
  const rows = await db.changeProposal.findMany({
    where: { documentId },
    select: { id: true, createdById: true, organizationId: true, state: true, decisionSeq: true },
  })
  return rows.map(({ id, createdById: userId, ...proposer }) => [id, { userId, ...proposer }])
}

/**
 * False where somebody else was first, and nothing was written. Locks in the order of a redaction: its sittings lock the
 * document in any case, and after the history that would be a deadlock.
 */
async function save(
  db: Db,
  documentId: string,
  { versionSeq, versionNumber, foldedEpoch }: HistoryRow,
  { from, to }: { from: number; to: number },
  { open, authors, changed }: FoldState & { changed: SittingRow[] },
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    WITH held AS MATERIALIZED (
      SELECT "id" FROM "Document" WHERE "id" = ${documentId} FOR KEY SHARE
    ), advanced AS (
      INSERT INTO "DocumentHistory" AS h ("documentId", "foldedSeq", "open", "authors")
      SELECT "id", ${to}::int, ${JSON.stringify(open)}::jsonb, ${JSON.stringify(authors)}::jsonb FROM held
      ON CONFLICT ("documentId") DO UPDATE
      SET "foldedSeq" = EXCLUDED."foldedSeq", "open" = EXCLUDED."open", "authors" = EXCLUDED."authors"
      WHERE h."foldedSeq" = ${from} AND h."versionSeq" = ${versionSeq} AND h."versionNumber" = ${versionNumber}
        AND h."epoch" = ${foldedEpoch}
      RETURNING 1 AS "done"
    ), written AS (
      INSERT INTO "Sitting" ("documentId", "firstSeq", "lastSeq", "kind", "userId", "organizationId", "startedAt",
        "endedAt", "counts", "unitIds", "proposalIds", "threadIds")
      SELECT ${documentId}, "firstSeq", "lastSeq", "kind"::"SittingKind", "userId", "organizationId", "startedAt",
        "endedAt", "counts", "unitIds", "proposalIds", "threadIds"
      FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS row(
        "firstSeq" int, "lastSeq" int, "kind" text, "userId" text, "organizationId" text, "startedAt" timestamp(3),
        "endedAt" timestamp(3), "counts" jsonb, "unitIds" text[], "proposalIds" text[], "threadIds" text[])
      WHERE EXISTS (SELECT FROM advanced)
      ON CONFLICT ("documentId", "firstSeq") DO UPDATE
      SET "lastSeq" = EXCLUDED."lastSeq", "endedAt" = EXCLUDED."endedAt", "counts" = EXCLUDED."counts",
        "unitIds" = EXCLUDED."unitIds", "proposalIds" = EXCLUDED."proposalIds", "threadIds" = EXCLUDED."threadIds"
    )
    SELECT "done" FROM advanced`
  return rows.length > 0
}
