// How many proposals may wait for a decision in a document, of one person and of all.

import type { ProposalOwner } from './log.ts'

export interface ProposalLimits {
  openProposalsOfOne: number
  openProposals: number
}

/** Would there be too many if these stood in the text, too, as this person's? */
export function areTooMany(
  ids: Iterable<string>,
  owners: ReadonlyMap<string, ProposalOwner>,
  userId: string,
  limits: ProposalLimits,
): boolean {
  const more = [...ids].filter((id) => owners.get(id)?.isStanding !== true).length
  if (more === 0) return false
  const standing = [...owners.values()].filter(({ isStanding }) => isStanding)
  const own = standing.filter(({ authorId, isEntered }) => authorId === userId && !isEntered).length
  return own + more > limits.openProposalsOfOne || standing.length + more > limits.openProposals
}
