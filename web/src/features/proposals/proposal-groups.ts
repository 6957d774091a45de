import type { Proposal } from './proposal-fields.ts'
import { isSubmitterHidden } from './submitter.ts'

export interface ProposalFilter {
  kind: 'open' | 'mine' | 'decided' | 'all'
  /** Of one person, or of who is not here and had it entered; empty for all. */
  authorId: string
  /** To one unit; empty for all. */
  unitId: string
}

/** Proposals to the same words, which can be read beside each other; or one by itself. */
export interface ProposalGroup {
  key: string
  unitLabel: string
  proposals: readonly Proposal[]
}

/** Whose it is: who is only named has no id of their own, and who is hidden is nobody's choice. */
function submitterOf(proposal: Proposal): { id: string; name: string } | null {
  const { onBehalfOf, author } = proposal
  if (isSubmitterHidden(proposal)) return null
  return onBehalfOf === null ? author : { id: `~${onBehalfOf}`, name: onBehalfOf }
}

export function isShown(proposal: Proposal, { kind, authorId, unitId }: ProposalFilter, myId: string): boolean {
  if (authorId !== '' && submitterOf(proposal)?.id !== authorId) return false
  if (unitId !== '' && proposal.unitId !== unitId) return false
  if (kind === 'mine') return proposal.author.id === myId
  return kind === 'all' || (kind === 'open') === (proposal.state === 'OPEN')
}

/**
 * In the order of the text; those whose unit is gone come last.
 * @param overlapping ids of those that would change the same words, from the text itself
 */
export function groupProposals(
  proposals: readonly Proposal[],
  unitOrder: readonly string[],
  overlapping: readonly (readonly string[])[],
): ProposalGroup[] {
  const places = new Map(unitOrder.map((id, index) => [id, index]))
  const placeOf = ({ unitId }: Proposal) => places.get(unitId ?? '') ?? unitOrder.length
  const keys = new Map(overlapping.flatMap((ids) => ids.map((id) => [id, ids.join(' ')] as const)))
  const groups = new Map<string, Proposal[]>()
  for (const proposal of [...proposals].sort((a, b) => placeOf(a) - placeOf(b))) {
    const key = (proposal.state === 'OPEN' && keys.get(proposal.id)) || proposal.id
    groups.set(key, [...(groups.get(key) ?? []), proposal])
  }
  return [...groups].map(([key, group]) => ({ key, unitLabel: group[0]?.unitLabel ?? '', proposals: group }))
}

/** People and units to choose from. */
export function choicesOf(proposals: readonly Proposal[]) {
  const authors = new Map(proposals.flatMap((one) => submitterOf(one) ?? []).map(({ id, name }) => [id, name]))
  const units = new Map(
    proposals.flatMap(({ unitId, unitLabel }) => (unitId && unitLabel ? [[unitId, unitLabel]] : [])),
  )
  return { authors, units }
}
