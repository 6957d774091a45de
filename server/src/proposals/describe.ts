import type { ChangeProposal, Prisma } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { LENGTHS } from '../limits.ts'
import { BLANK } from '../proof/redaction/secret-words.ts'
import { type ProposalTools, proposalFor, UNDECIDED } from './access.ts'

export interface Description {
  title: string
  grounds: string
}

export function assertDescription({ title, grounds }: Description): void {
  if (title.length > LENGTHS.proposalTitle) throw new AppError('TOO_LARGE', 'title')
  if (grounds.length > LENGTHS.proposalGrounds) throw new AppError('TOO_LARGE', 'grounds')
}

const trimmed = ({ title, grounds }: Description): Description => ({ title: title.trim(), grounds: grounds.trim() })

/**
 * Says what one's own proposal is called and why it is made, until it is decided, where it says what this was written
 * over: what a redaction took out does not come back with a form that was open before.
 * @throws AppError `CONFLICT` (`described`) where it says something else, nothing, or is decided
 */
export async function describeProposal(
  { db, clock, pubsub }: ProposalTools,
  actor: Actor,
  id: string,
  description: Description,
  before: Description,
): Promise<void> {
  assertDescription(description)
  const { proposal } = await proposalFor(db, actor, id, 'describe')
  const [now, was] = [trimmed(description), trimmed(before)]
  const said = { title: { in: [was.title, now.title] }, grounds: { in: [was.grounds, now.grounds] } }
  const { count } = await db.changeProposal.updateMany({
    where: { id, state: { in: UNDECIDED }, hiddenAt: null, ...said },
    data: { ...now, updatedAt: clock.now() },
  })
  if (count === 0) throw new AppError('CONFLICT', 'described')
  pubsub.publish('proposal', { documentId: proposal.documentId, proposalId: id })
}

/** What of a proposal its form says, and a redaction takes out. */
type Stated = Description & Pick<ChangeProposal, 'onBehalfOf'>

/** Whether these words would bring back what a redaction took out of it. */
export function isOverBlanks(stands: Stated, words: Stated): boolean {
  const fields = ['title', 'grounds', 'onBehalfOf'] as const
  return fields.some((field) => stands[field]?.includes(BLANK) && stands[field] !== words[field])
}

/** The same, for the statement that writes them. */
export function notOverBlanks({ title, grounds, onBehalfOf }: Stated): Prisma.ChangeProposalWhereInput {
  const free = { not: { contains: BLANK } }
  return {
    AND: [
      { OR: [{ title: free }, { title }] },
      { OR: [{ grounds: free }, { grounds }] },
      { OR: [{ onBehalfOf: null }, { onBehalfOf: free }, { onBehalfOf }] },
    ],
  }
}
