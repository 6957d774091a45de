import type { ChangeProposal, ProposalState, UpdateKind } from '@app/prisma'
import type { Logger } from 'pino'
import { readFacts } from '../sync/index.ts'
import type { ProposalTools } from './access.ts'
import { type Settlement, tell } from './decide.ts'

type Tools = Pick<ProposalTools, 'db' | 'rooms' | 'pubsub' | 'audit' | 'notices'> & { logger: Logger }

const DECIDED: readonly ProposalState[] = ['ACCEPTED', 'DECLINED', 'WITHDRAWN']

/**
 * Ends decisions that a stop cut short: rows are decided before the text is written, and its place in the log is noted
 * last. `look` writes what the text still lacks; then the place is noted and the authors are told.
 */
export async function finishDecisions(tools: Tools, look: (documentId: string) => Promise<void>): Promise<void> {
  const rows = await tools.db.changeProposal.findMany({
    where: { state: { in: [...DECIDED] }, decisionSeq: null },
    orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
  })
  for (const documentId of new Set(rows.map((row) => row.documentId))) {
    const ofDocument = rows.filter((row) => row.documentId === documentId)
    try {
      await look(documentId)
      for (const proposal of ofDocument) await finish(tools, proposal, ofDocument)
    } catch (error) {
      tools.logger.warn({ err: error, documentId }, 'decisions cut short were not finished')
    }
  }
}

async function finish(tools: Tools, proposal: ChangeProposal, others: readonly ChangeProposal[]): Promise<void> {
  const { id, documentId, state } = proposal
  const decisionSeq = await placeOf(tools, proposal, others)
  const { count } = await tools.db.changeProposal.updateMany({
    where: { id, state, decisionSeq: null },
    data: { decisionSeq },
  })
  // Another node, or who decided it after all, was first.
  if (count === 0) return
  if (proposal.decidedById !== null) {
    await tell(tools, proposal.decidedById, { documentId, state: state as Settlement['state'] }, [proposal])
  }
  tools.pubsub.publish('proposal', { documentId, proposalId: id })
}

/** Kinds of rows that write a decision. */
const DECIDING: readonly UpdateKind[] = ['ACCEPTANCE', 'ANNOTATION', 'REPAIR']

/** Several decided at once were written in one row, which names one of them; where nothing was to write it is the head. */
async function placeOf({ db, rooms }: Tools, proposal: ChangeProposal, others: readonly ChangeProposal[]) {
  const { documentId, decidedAt, seq } = proposal
  const isTogether = (other: ChangeProposal) => other.decidedAt?.getTime() === decidedAt?.getTime()
  const facts = await readFacts(db, documentId, { after: seq })
  const lastOf = (causes: readonly ChangeProposal[]) => {
    const ids = new Set<string | null>(causes.map(({ id }) => id))
    return facts.findLast(({ kind, causeType, causeId }) => {
      return DECIDING.includes(kind) && causeType === 'proposal' && ids.has(causeId)
    })
  }
  const row = lastOf(others.filter(isTogether)) ?? lastOf(others)
  return row?.seq ?? (await rooms.read(documentId)).seq
}
