// Proposals that a push carries, by whose they are and what became of them.

import type { Abilities } from '../auth/policy.ts'
import { isUuid } from '../ids.ts'
import type { ProposalOwner } from './log.ts'
import { refuse } from './refusal.ts'

export type Owners = ReadonlyMap<string, ProposalOwner>

export interface Sender {
  userId: string
  abilities: Abilities
}

/** A page begins one proposal a sitting; a day's work that comes back at once brings a few. */
const MAX_NEW_PROPOSALS = 100

/** Ids of a push by whose they are. */
export interface Sorted {
  own: Set<string>
  fresh: Set<string>
  /** Somebody else's, and not decided yet. */
  foreign: Set<string>
  /** Decided: an undo may bring them back. */
  decided: Set<string>
  /** Those of the decided that are the sender's own. */
  ended: Set<string>
}

/** @throws AppError `INVALID`, `FORBIDDEN` for ids that nobody could have, or that its sender may not go on with */
export function sort(ids: ReadonlySet<string>, owners: Owners, { userId, abilities }: Sender): Sorted {
  const none = () => new Set<string>()
  const sorted: Sorted = { own: none(), fresh: none(), foreign: none(), decided: none(), ended: none() }
  for (const id of ids) {
    const owner = owners.get(id)
    if (owner === undefined) {
      if (!isUuid(id)) refuse('unknown-annotation')
      sorted.fresh.add(id)
      sorted.own.add(id)
    } else if (owner.authorId !== userId) {
      sorted[owner.isOpen ? 'foreign' : 'decided'].add(id)
    } else if (owner.isOpen) sorted.own.add(id)
    else if (abilities.edit) {
      sorted.decided.add(id)
      sorted.ended.add(id)
    } else refuse('closed-proposal')
  }
  if (sorted.fresh.size > MAX_NEW_PROPOSALS) refuse('too-many-proposals')
  return sorted
}

/** How the sender looks at the text: which proposals are theirs, and which mean nothing any more. */
export function viewOf(owners: Owners, { fresh }: Sorted, userId: string) {
  return {
    isOwn: (id: string) => fresh.has(id) || (owners.get(id)?.isOpen === true && owners.get(id)?.authorId === userId),
    isClosed: (id: string) => owners.get(id)?.isOpen === false,
  }
}
