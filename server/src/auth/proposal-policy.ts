import { type Actor, abilitiesOf, type DocumentAccess } from './policy.ts'
import { coordinates } from './remark-policy.ts'

/** What may be done with a wish for another wording. */
export type ProposalAction = 'proposeByForm' | 'enter' | 'describe' | 'withdraw' | 'decide' | 'moderate'

type Proposer = Pick<Actor, 'userId' | 'memberships'>

/**
 * Whether this person may do this with what `authorId` proposed (null where nobody has yet). The form asks
 * for no editor: people of the NGOs who may comment use it too; what came on paper or by mail is entered by who edits the
 * text or by the City's staff; one's own proposal is described and withdrawn by oneself; who may edit the text decides;
 * who hides words of a conversation hides those of a proposal.
 * Updates from the editor are another matter (`sync/proposal-gate.ts`).
 */
export function mayOnProposal(
  actor: Proposer | null,
  action: ProposalAction,
  access: DocumentAccess,
  authorId: string | null,
): boolean {
  if (actor === null) return false
  const { read, comment, edit, manage, proposeByForm, enterProposals } = abilitiesOf(actor, access)
  const isOwn = authorId === actor.userId
  switch (action) {
    case 'proposeByForm':
      return proposeByForm
    case 'enter':
      return enterProposals
    case 'describe':
    case 'withdraw':
      return comment && isOwn
    case 'decide':
      return edit
    case 'moderate':
      return read && (manage || coordinates(actor))
  }
}
