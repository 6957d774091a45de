import type { ChangeProposal, ProposalState } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { lastSeqAt, readFacts } from '../sync/index.ts'
import { accessFor, type ProposalTools, proposalFor, UNDECIDED } from './access.ts'
import { type Described, describeLive } from './found.ts'
import { type Resolved, withFreshRights, writeResolution } from './resolve.ts'

export interface Decision {
  ids: readonly string[]
  state: 'ACCEPTED' | 'DECLINED'
  reason: string
}

const MAX_AT_ONCE = 500
const MAX_REASON_LENGTH = 5_000

/**
 * Accepts or declines proposals of one document in one write. The rows are decided first, so that their authors cannot
 * change them any more, and the text after them; accepted words stay their proposer's.
 */
export async function decideProposals(tools: ProposalTools, actor: Actor, decision: Decision): Promise<void> {
  const { ids, state, reason } = decision
  if (ids.length > MAX_AT_ONCE) throw new AppError('TOO_LARGE', 'ids')
  if (reason.length > MAX_REASON_LENGTH) throw new AppError('TOO_LARGE', 'reason')
  if (state === 'DECLINED' && reason.trim() === '') throw new AppError('INVALID', 'reason')
  const proposals = await tools.db.changeProposal.findMany({ where: { id: { in: [...ids] } } })
  const documentId = proposals[0]?.documentId
  if (documentId === undefined || proposals.length !== new Set(ids).size) throw new AppError('NOT_FOUND')
  if (proposals.some((proposal) => proposal.documentId !== documentId)) throw new AppError('INVALID', 'ids')
  await accessFor(tools.db, actor, documentId, 'decide', null)
  const waiting = proposals.filter((proposal) => proposal.state !== state)
  if (waiting.some((proposal) => !UNDECIDED.includes(proposal.state))) throw new AppError('CONFLICT')
  await settle(tools, actor, { documentId, proposals: waiting, state, reason: reason.trim() })
}

/** Takes one's own proposal back. */
export async function withdrawProposal(tools: ProposalTools, actor: Actor, id: string): Promise<void> {
  const { proposal } = await proposalFor(tools.db, actor, id, 'withdraw')
  if (proposal.state === 'WITHDRAWN') return
  if (!UNDECIDED.includes(proposal.state)) throw new AppError('CONFLICT')
  await settle(tools, actor, { documentId: proposal.documentId, proposals: [proposal], state: 'WITHDRAWN', reason: '' })
}

export interface Settlement {
  documentId: string
  proposals: readonly ChangeProposal[]
  state: Exclude<ProposalState, 'OPEN' | 'SUPERSEDED'>
  reason: string
}

async function settle(tools: ProposalTools, actor: Actor, settlement: Settlement): Promise<void> {
  const { documentId } = settlement
  const at = tools.clock.now()
  const claimed = await claim(tools, actor, settlement, at)
  if (claimed.length === 0) return
  const ids = claimed.map(({ id }) => id)
  let missing: readonly string[] = []
  try {
    const resolved = await withFreshRights(() => write(tools, actor, settlement, ids, at))
    missing = resolved.missing
    if (missing.length > 0) throw new AppError('CONFLICT', 'gone')
    await tools.db.changeProposal.updateMany({ where: { id: { in: ids } }, data: { decisionSeq: resolved.seq } })
  } catch (error) {
    await giveBack(tools, settlement, claimed, missing)
    throw error
  }
  await tell(tools, actor.userId, settlement, claimed)
  for (const id of ids) tools.pubsub.publish('proposal', { documentId, proposalId: id })
}

/** What could not be written is as undecided as before; of `missing` it is known by now that the text has nothing. */
async function giveBack(
  { db, pubsub }: ProposalTools,
  { documentId, state }: Settlement,
  claimed: readonly ChangeProposal[],
  missing: readonly string[],
): Promise<void> {
  const undecided = { decidedAt: null, decidedById: null, decisionReason: null }
  for (const { id, state: former } of claimed) {
    const now = missing.includes(id) ? 'SUPERSEDED' : former
    await db.changeProposal.updateMany({ where: { id, state }, data: { state: now, ...undecided } })
    if (now !== former) pubsub.publish('proposal', { documentId, proposalId: id })
  }
}

/** Of several who decide at the same time, the first does. Answers those that were still undecided. */
async function claim(
  { db, rooms }: ProposalTools,
  actor: Actor,
  settlement: Settlement,
  at: Date,
): Promise<ChangeProposal[]> {
  const { documentId, proposals, state, reason } = settlement
  const live = await describeLive(rooms, documentId)
  const decided = { state, decidedAt: at, updatedAt: at, decidedById: actor.userId, decisionReason: reason || null }
  const claimed: ChangeProposal[] = []
  for (const proposal of proposals) {
    const described: Partial<Described> = live.get(proposal.id) ?? {}
    const { count } = await db.changeProposal.updateMany({
      where: { id: proposal.id, state: { in: UNDECIDED } },
      data: { ...decided, ...described },
    })
    if (count > 0) claimed.push(proposal)
  }
  return claimed
}

async function write(
  tools: ProposalTools,
  actor: Actor,
  settlement: Settlement,
  ids: readonly string[],
  at: Date,
): Promise<Resolved> {
  const { documentId, state, proposals } = settlement
  const isWithdrawal = state === 'WITHDRAWN'
  const authorId = isWithdrawal ? (proposals[0]?.createdById ?? null) : null
  const access = await accessFor(tools.db, actor, documentId, isWithdrawal ? 'withdraw' : 'decide', authorId)
  const isAccepted = state === 'ACCEPTED'
  const resolution = { documentId, ids, verdict: isAccepted ? ('accept' as const) : ('reject' as const) }
  const by = {
    kind: isAccepted ? ('ACCEPTANCE' as const) : ('ANNOTATION' as const),
    userId: actor.userId,
    organizationId: actor.organizationId,
    accessVersion: access.accessVersion,
  }
  const resolved = await writeResolution(tools, { ...resolution, allOrNone: isAccepted }, by)
  const isSwept = resolved.missing.length > 0 && (await wasSwept(tools, documentId, at))
  return isSwept ? writeResolution(tools, resolution, by) : resolved
}

/** Whether a quiet moment took what was just claimed for a decision cut short, and wrote it. */
async function wasSwept({ db }: ProposalTools, documentId: string, at: Date): Promise<boolean> {
  const after = await lastSeqAt(db, documentId, new Date(at.getTime() - 1))
  const facts = await readFacts(db, documentId, { after })
  return facts.some(({ kind, causeType }) => kind === 'REPAIR' && causeType === 'proposal')
}

/** Tells the authors, and the audit, what became of their proposals. */
export async function tell(
  { audit, notices }: Pick<ProposalTools, 'audit' | 'notices'>,
  actorId: string,
  { documentId, state }: Pick<Settlement, 'documentId' | 'state'>,
  claimed: readonly Pick<ChangeProposal, 'id' | 'createdById'>[],
): Promise<void> {
  for (const { id } of claimed) {
    const action = `proposal.${state.toLowerCase()}`
    await audit.record({ action, actorId, documentId, targetType: 'proposal', targetId: id })
  }
  if (state === 'WITHDRAWN') return
  const entries = claimed.map(({ id, createdById }) => ({
    userId: createdById,
    kind: 'PROPOSAL_DECIDED' as const,
    documentId,
    proposalId: id,
    actorId,
  }))
  await notices.record(entries)
}
