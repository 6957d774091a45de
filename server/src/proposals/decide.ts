import type { ChangeProposal, ProposalState } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { writeCopied } from '../documents/copied.ts'
import { withFreshRights } from '../documents/fresh-rights.ts'
import { AppError } from '../errors.ts'
import { lastSeqAt, readFacts } from '../sync/index.ts'
import { accessFor, assertMayOnProposal, type ProposalTools, proposalFor, UNDECIDED } from './access.ts'
import { isDescribedAs, type Live, type Shown, showLive } from './found.ts'
import { type Resolved, type Seen, writeResolution } from './resolve.ts'

export interface Decision {
  ids: readonly string[]
  state: 'ACCEPTED' | 'DECLINED'
  reason: string
  /** What was shown of them, by hash. */
  seen: Seen
}

const MAX_AT_ONCE = 500
const MAX_REASON_LENGTH = 5_000

/**
 * Accepts or declines proposals of one document in one write. The rows are decided first, so that their authors cannot
 * change them any more, and the text after them; accepted words stay their proposer's.
 * @throws AppError `CONFLICT` where one of them is decided otherwise (`decided`), would do something else than was shown
 * (`changed`), or is to be accepted and not in the text (`gone`); none is decided then
 */
export async function decideProposals(tools: ProposalTools, actor: Actor, decision: Decision): Promise<void> {
  const { ids, state, reason, seen } = decision
  if (ids.length > MAX_AT_ONCE) throw new AppError('TOO_LARGE', 'ids')
  if (reason.length > MAX_REASON_LENGTH) throw new AppError('TOO_LARGE', 'reason')
  if (state === 'DECLINED' && reason.trim() === '') throw new AppError('INVALID', 'reason')
  const proposals = await tools.db.changeProposal.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } })
  const documentId = proposals[0]?.documentId
  if (documentId === undefined || proposals.length !== new Set(ids).size) throw new AppError('NOT_FOUND')
  if (proposals.some((proposal) => proposal.documentId !== documentId)) throw new AppError('INVALID', 'ids')
  await accessFor(tools.db, actor, documentId, 'decide', null)
  const waiting = proposals.filter((proposal) => proposal.state !== state)
  if (waiting.some((proposal) => !UNDECIDED.includes(proposal.state))) throw new AppError('CONFLICT', 'decided')
  await settle(tools, actor, { documentId, proposals: waiting, state, reason: reason.trim(), seen })
}

/** Takes one's own proposal back. */
export async function withdrawProposal(tools: ProposalTools, actor: Actor, id: string): Promise<void> {
  const { proposal } = await proposalFor(tools.db, actor, id, 'withdraw')
  if (proposal.state === 'WITHDRAWN') return
  if (!UNDECIDED.includes(proposal.state)) throw new AppError('CONFLICT', 'decided')
  const { documentId } = proposal
  await settle(tools, actor, { documentId, proposals: [proposal], state: 'WITHDRAWN', reason: '', seen: new Map() })
}

export interface Settlement {
  documentId: string
  proposals: readonly ChangeProposal[]
  state: Exclude<ProposalState, 'OPEN' | 'SUPERSEDED'>
  reason: string
  seen: Seen
}

async function settle(tools: ProposalTools, actor: Actor, settlement: Settlement): Promise<void> {
  const { documentId } = settlement
  const at = tools.clock.now()
  const claimed: ChangeProposal[] = []
  let missing: readonly string[] = []
  try {
    for await (const proposal of claim(tools, actor, settlement, at)) claimed.push(proposal)
    if (claimed.length === 0) return
    const ids = claimed.map(({ id }) => id)
    const resolved = await withFreshRights(tools, actor, documentId, (current, access) =>
      write(tools, current, settlement, { ids, at, access }),
    )
    if (resolved.isChanged) throw new AppError('CONFLICT', 'changed')
    missing = resolved.missing
    if (missing.length > 0) throw new AppError('CONFLICT', 'gone')
    await noteDecision(tools.db, ids, resolved.seq)
  } catch (error) {
    await giveBack(tools, settlement, claimed, missing)
    throw error
  }
  await tell(tools, actor.userId, settlement, claimed)
  for (const { id } of claimed) tools.pubsub.publish('proposal', { documentId, proposalId: id })
}

/** Locked in one order, which is that of the log: it locks the proposals that a push carries. */
async function noteDecision(db: ProposalTools['db'], ids: readonly string[], seq: number): Promise<void> {
  await db.$executeRaw`
    WITH decided AS MATERIALIZED (
      SELECT "id" FROM "ChangeProposal" WHERE "id" = ANY(${[...ids]}::text[]) ORDER BY "id" FOR UPDATE
    )
    UPDATE "ChangeProposal" SET "decisionSeq" = ${seq} FROM decided WHERE "ChangeProposal"."id" = decided."id"`
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

/**
 * Of several who decide at the same time, the first does; in one order, so that of two who decide the same ones one does
 * all. Yields each that was still undecided as soon as it is claimed: another who wanted the same may have decided the
 * rest, and where one cannot be claimed those before it must be given back.
 */
async function* claim(
  tools: ProposalTools,
  actor: Actor,
  settlement: Settlement,
  at: Date,
): AsyncGenerator<ChangeProposal> {
  const { documentId, proposals, state, reason, seen } = settlement
  const { db } = tools
  let live = await showAsSeen(tools, documentId, seen)
  const decided = { state, decidedAt: at, updatedAt: at, decidedById: actor.userId, decisionReason: reason || null }
  for (const { id, ...row } of proposals) {
    const { count } = await db.changeProposal.updateMany({ where: { id, state: { in: UNDECIDED } }, data: decided })
    if (count > 0) {
      yield { id, ...row }
      // Once it is decided, for this waits for the pushes under way, and none of them may land with more of it.
      const copy = async (isAgain: boolean) => {
        if (isAgain) live = await showAsSeen(tools, documentId, seen)
        return { shown: live.found.get(id), epoch: live.epoch }
      }
      if (!isDescribedAs(row, live.found.get(id))) await keepWording(tools, { documentId, id, state }, copy)
    } else if (!(await isDecidedSo(db, id, state))) throw new AppError('CONFLICT', 'decided')
  }
}

/** What a redaction took out of the text meanwhile is not written. */
async function keepWording(
  tools: ProposalTools,
  { documentId, ...where }: { documentId: string; id: string; state: ProposalState },
  copy: (isAgain: boolean) => Promise<{ shown: Shown | undefined; epoch: string }>,
): Promise<void> {
  await writeCopied(tools, documentId, copy, ({ shown }) => {
    const { hash: _hash, ...data }: Partial<Shown> = shown ?? {}
    return tools.db.changeProposal.updateMany({ where, data })
  })
}

/** Asked once more with the write. Here, so that a decision cut short is not finished with what nobody was shown. */
async function showAsSeen({ rooms }: ProposalTools, documentId: string, seen: Seen): Promise<Live<Shown>> {
  const live = await showLive(rooms, documentId)
  const isOther = [...seen].some(([id, hash]) => (live.found.get(id)?.hash ?? hash) !== hash)
  if (isOther) throw new AppError('CONFLICT', 'changed')
  return live
}

async function isDecidedSo(db: ProposalTools['db'], id: string, state: ProposalState): Promise<boolean> {
  return (await db.changeProposal.findUnique({ where: { id }, select: { state: true } }))?.state === state
}

async function write(
  tools: ProposalTools,
  actor: Actor,
  settlement: Settlement,
  { ids, at, access }: { ids: readonly string[]; at: Date; access: DocumentAccess },
): Promise<Resolved> {
  const { documentId, state, proposals, seen } = settlement
  const isWithdrawal = state === 'WITHDRAWN'
  const authorId = isWithdrawal ? (proposals[0]?.createdById ?? null) : null
  assertMayOnProposal(actor, isWithdrawal ? 'withdraw' : 'decide', access, authorId)
  const isAccepted = state === 'ACCEPTED'
  const resolution = { documentId, ids, verdict: isAccepted ? ('accept' as const) : ('reject' as const), seen }
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
