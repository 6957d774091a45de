// Rows by which it can be said whose the changes of one step are.

import type { Db } from '@app/prisma'
import { readFacts, readLog, readRowsAt, type StoredRow } from '../sync/log-read.ts'
import type { StepRow } from './playback-worker.ts'
import type { RowAuthor } from './sources.ts'

/** So many rows of those who wrote an accepted proposal are looked through for its words. */
const MAX_PROPOSED_ROWS = 2_000

/**
 * The rows after `since` up to `seq`, and where proposals were accepted between, those by which they had been written
 * before. In order.
 */
export async function readStepRows(db: Db, documentId: string, since: number, seq: number): Promise<StepRow[]> {
  const step = await readLog(db, documentId, { after: since, upTo: seq })
  const hasAcceptance = step.some(({ kind }) => kind === 'ACCEPTANCE')
  const proposed = hasAcceptance ? await readProposedRows(db, documentId, since, seq) : []
  const authors = new Map<string, RowAuthor>()
  return [...proposed, ...step].map((row) => ({ ...row, author: shared(authors, row), at: row.createdAt.getTime() }))
}

/** Sources are told apart by these objects. */
function shared(authors: Map<string, RowAuthor>, { userId, organizationId, kind }: RowAuthor): RowAuthor {
  const key = JSON.stringify([userId, organizationId, kind])
  const author = authors.get(key) ?? { userId, organizationId, kind }
  authors.set(key, author)
  return author
}

/** What those whose proposals were accepted in the step wrote from the first of these on; the newest, if they are many. */
async function readProposedRows(db: Db, documentId: string, since: number, seq: number): Promise<StoredRow[]> {
  const proposals = await db.changeProposal.findMany({
    where: { documentId, decisionSeq: { gt: since, lte: seq } },
    select: { createdById: true, seq: true },
  })
  if (proposals.length === 0) return []
  const authors = [...new Set(proposals.map(({ createdById }) => createdById))]
  const first = Math.min(...proposals.map((proposal) => proposal.seq))
  const facts = await readFacts(db, documentId, { after: first - 1, upTo: since })
  const theirs = facts.filter(({ userId }) => authors.includes(userId)).slice(-MAX_PROPOSED_ROWS)
  return readRowsAt(
    db,
    documentId,
    theirs.map((row) => row.seq),
  )
}
