import { type Actor, abilitiesOf, type DocumentAccess, isCityPerson } from './policy.ts'

/** What may be done with a wish for another wording. */
export type ProposalAction = 'propose' | 'enter' | 'describe' | 'withdraw' | 'decide'

type Proposer = Pick<Actor, 'userId' | 'memberships'>

/**
 * Whether this person may do this with what `authorId` proposed (null where nobody has yet). Proposing asks for no right
 * to edit; what came on paper or by mail is entered by who edits the text or by the City's people; one's own proposal is
 * described and withdrawn by oneself; who may edit the text decides.
 */
export function mayOnProposal(
  actor: Proposer | null,
  action: ProposalAction,
  access: DocumentAccess,
  authorId: string | null,
): boolean {
  if (actor === null) return false
  const { comment, propose, edit } = abilitiesOf(actor, access)
  const isOwn = authorId === actor.userId
  switch (action) {
    case 'propose':
      return propose
    case 'enter':
      return edit || (propose && isCityPerson(actor))
    case 'describe':
    case 'withdraw':
      return comment && isOwn
    case 'decide':
      return edit
  }
}
