// Rows by which it can be said whose the changes of one step are.

import type { Db } from '@app/prisma'
import type { StepRow } from './playback-worker.ts'

/** So many rows of those who wrote an accepted proposal are looked through for its words. */
const MAX_PROPOSED_ROWS = 2_000

interface Row extends Omit<StepRow, 'update' | 'at'> {
  data: Uint8Array
  createdAt: Date
}

/**
 * The rows after `since` up to `seq`, and where proposals were accepted between, those by which they had been written
 * before. In order.
 */
export async function readStepRows(db: Db, documentId: string, since: number, seq: number): Promise<StepRow[]> {
  const step = await db.$queryRaw<Row[]>`
    SELECT "seq", "kind"::text, "userId", "organizationId", "causeType", "causeId", "createdAt", "data"
    FROM "DocumentUpdate"
    WHERE "documentId" = ${documentId} AND "seq" > ${since} AND "seq" <= ${seq}
    ORDER BY "seq"`
  const hasAcceptance = step.some(({ kind }) => kind === 'ACCEPTANCE')
  const proposed = hasAcceptance ? await readProposedRows(db, documentId, since, seq) : []
  return [...proposed, ...step].map(({ data, createdAt, ...row }) => ({
    ...row,
    at: createdAt.getTime(),
    update: data,
  }))
}

/** What those whose proposals were accepted in the step wrote from the first of these on; the newest, if they are many. */
async function readProposedRows(db: Db, documentId: string, since: number, seq: number): Promise<Row[]> {
  const proposals = await db.changeProposal.findMany({
    where: { documentId, decisionSeq: { gt: since, lte: seq } },
    select: { createdById: true, seq: true },
  })
  if (proposals.length === 0) return []
  const authors = [...new Set(proposals.map(({ createdById }) => createdById))]
  const first = Math.min(...proposals.map((proposal) => proposal.seq))
  const rows = await db.$queryRaw<Row[]>`
    SELECT "seq", "kind"::text, "userId", "organizationId", "causeType", "causeId", "createdAt", "data"
    FROM "DocumentUpdate"
    WHERE "documentId" = ${documentId} AND "seq" >= ${first} AND "seq" <= ${since} AND "userId" = ANY(${authors}::text[])
    ORDER BY "seq" DESC LIMIT ${MAX_PROPOSED_ROWS}`
  return rows.reverse()
}
