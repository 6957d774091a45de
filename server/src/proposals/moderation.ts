import type { Actor } from '../auth/policy.ts'
import { toReason } from '../comments/moderation.ts'
import { type ProposalTools, proposalFor } from './access.ts'

/**
 * Hides what was said with a proposal, and the wording kept of it, from everybody but its author and moderators; null
 * shows them again. The text is not changed: words that stand in it are taken out by declining.
 */
export async function setProposalHidden(
  { db, clock, pubsub, audit }: ProposalTools,
  actor: Actor,
  id: string,
  reason: string | null,
): Promise<void> {
  const { proposal } = await proposalFor(db, actor, id, 'moderate')
  const { documentId, hiddenById } = proposal
  const hiddenReason = reason === null ? null : toReason(reason)
  const isHidden = hiddenReason !== null
  await db.changeProposal.update({
    where: { id },
    data: { hiddenAt: isHidden ? clock.now() : null, hiddenById: isHidden ? actor.userId : null, hiddenReason },
  })
  await audit.record({
    action: isHidden ? 'proposal.hidden' : 'proposal.shown',
    actorId: actor.userId,
    documentId,
    targetType: 'proposal',
    targetId: id,
    detail: isHidden ? { reason: hiddenReason } : { reason: proposal.hiddenReason, hiddenById },
  })
  pubsub.publish('proposal', { documentId, proposalId: id })
}
