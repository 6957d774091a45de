import { writeHiding } from '../audit/hiding.ts'
import type { Actor } from '../auth/policy.ts'
import { toReason } from '../comments/moderation.ts'
import { type ProposalTools, proposalFor } from './access.ts'

/**
 * Hides what was said with a proposal, and the wording kept of it, from everybody but its author and moderators; null
 * shows them again. The text is not changed: words that stand in it are taken out by declining.
 */
export async function setProposalHidden(
  { db, clock, pubsub }: ProposalTools,
  actor: Actor,
  id: string,
  reason: string | null,
): Promise<void> {
  const { proposal } = await proposalFor(db, actor, id, 'moderate')
  const { documentId } = proposal
  await writeHiding(db, {
    target: 'proposal',
    id,
    documentId,
    actorId: actor.userId,
    reason: reason === null ? null : toReason(reason),
    at: clock.now(),
  })
  pubsub.publish('proposal', { documentId, proposalId: id })
}
