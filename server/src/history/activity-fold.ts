// Keeps `Sitting` in step with the log: reads the rows it has not seen, works out what they did on a throw-away copy, and
// writes sittings and how far it came in one statement, which does nothing where another node was first. Everything it
// writes follows from the log alone and can be made again.

import type { Db, DocumentStage } from '@app/prisma'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import { type Author, type AuthorTally, type OpenSitting, SittingFold } from './activity-sittings.ts'
import { UnitTracker } from './activity-units.ts'
import { docAt, type PastRow, readRowsAfter } from './content-at.ts'

/** How far the history of a document is worked out. */
export interface Folded {
  /** Rows up to here are in `Sitting`. */
  seq: number
  headSeq: number
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
}

const PAGE_ROWS = 2_000
/** How long rows are gone through before others get their turn. */
const SLICE_MS = 8
const MAX_ATTEMPTS = 20

export function createHistoryFold({ db, logger }: FoldOptions): HistoryFold {
  const running = new Map<string, Promise<Folded>>()
  const waiting = new Map<string, Promise<Folded>>()

  async function foldAll(documentId: string): Promise<Folded> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const history = await readHistory(db, documentId)
      if (history.foldedSeq >= history.headSeq) return toFolded(history)
      await new FoldRun(db, logger, documentId, history).run()
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
    SELECT d."headSeq", d."stage"::text AS "stage", COALESCE(h."foldedSeq", 0) AS "foldedSeq",
      COALESCE(h."open", '[]') AS "open", COALESCE(h."authors", '[]') AS "authors",
      COALESCE(h."versionSeq", 0) AS "versionSeq", COALESCE(h."versionNumber", 0) AS "versionNumber",
      COALESCE(h."versionHash", '') AS "versionHash"
    FROM "Document" d LEFT JOIN "DocumentHistory" h ON h."documentId" = d."id"
    WHERE d."id" = ${documentId}`
  const [row] = rows
  if (row === undefined) throw new AppError('NOT_FOUND')
  return row
}

function toFolded({ foldedSeq, open: _open, ...history }: HistoryRow): Folded {
  return { ...history, seq: foldedSeq }
}

/** One pass from where the history stands to the end of the log, or until somebody else was first. */
class FoldRun {
  private readonly db: Db
  private readonly logger: Pick<Logger, 'warn'>
  private readonly documentId: string
  private readonly history: HistoryRow
  private sliceEndsAt = performance.now() + SLICE_MS

  constructor(db: Db, logger: Pick<Logger, 'warn'>, documentId: string, history: HistoryRow) {
    this.db = db
    this.logger = logger
    this.documentId = documentId
    this.history = history
  }

  async run(): Promise<void> {
    const { db, documentId, history } = this
    const { doc, seq } = await docAt(db, documentId, history.foldedSeq)
    if (seq !== history.foldedSeq) throw new AppError('UNAVAILABLE', 'sealed')
    let tracker = new UnitTracker(doc)
    const proposers = new Map<string, Author>()
    const sittings = new SittingFold(history, proposers)
    for (let from = seq; ; ) {
      const rows = await readRowsAfter(db, documentId, from, PAGE_ROWS)
      const last = rows.at(-1)
      if (last === undefined) return
      await readProposers(db, documentId, proposers)
      for (const row of rows) tracker = await this.take(row, tracker, sittings)
      if (!(await save(db, documentId, history, { from, to: last.seq }, sittings))) return
      from = last.seq
      if (rows.length < PAGE_ROWS) return
    }
  }

  /** Answers the tracker to go on with: a row that cannot be applied is void, and what it left half done is not kept. */
  private async take(row: PastRow, tracker: UnitTracker, sittings: SittingFold): Promise<UnitTracker> {
    if (performance.now() > this.sliceEndsAt) {
      await new Promise(setImmediate)
      this.sliceEndsAt = performance.now() + SLICE_MS
    }
    if (row.kind === 'VOID') return tracker
    try {
      sittings.add(row, tracker.apply(row.update))
      return tracker
    } catch (error) {
      const { db, documentId } = this
      this.logger.warn({ err: error, documentId, seq: row.seq }, 'a row could not be folded')
      return new UnitTracker((await docAt(db, documentId, row.seq - 1)).doc)
    }
  }
}

/** After the rows, never before: whoever made a proposal is written with the row that carries it. */
async function readProposers(db: Db, documentId: string, proposers: Map<string, Author>): Promise<void> {
  const rows = await db.changeProposal.findMany({
    where: { documentId },
    select: { id: true, createdById: true, organizationId: true },
  })
  for (const { id, createdById, organizationId } of rows) proposers.set(id, { userId: createdById, organizationId })
}

/** False where somebody else was first, and nothing was written. */
async function save(
  db: Db,
  documentId: string,
  { versionSeq, versionNumber }: HistoryRow,
  { from, to }: { from: number; to: number },
  sittings: SittingFold,
): Promise<boolean> {
  const { changed, open, authors } = sittings.take()
  const rows = await db.$queryRaw<unknown[]>`
    WITH advanced AS (
      INSERT INTO "DocumentHistory" AS h ("documentId", "foldedSeq", "open", "authors")
      VALUES (${documentId}, ${to}, ${JSON.stringify(open)}::jsonb, ${JSON.stringify(authors)}::jsonb)
      ON CONFLICT ("documentId") DO UPDATE
      SET "foldedSeq" = EXCLUDED."foldedSeq", "open" = EXCLUDED."open", "authors" = EXCLUDED."authors"
      WHERE h."foldedSeq" = ${from} AND h."versionSeq" = ${versionSeq} AND h."versionNumber" = ${versionNumber}
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
