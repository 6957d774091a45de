import type { Proposal } from './proposal-fields.ts'

export interface ProposalFilter {
  kind: 'open' | 'mine' | 'decided' | 'all'
  /** Of one person, or of who is not here and had it entered; empty for all. */
  authorId: string
  /** To one unit; empty for all. */
  unitId: string
}

/** Proposals to the same words: they are shown beside each other. */
export interface ProposalGroup {
  key: string
  unitLabel: string
  proposals: readonly Proposal[]
}

/** Whose it is: who is only named has no id of their own. */
function submitterOf({ onBehalfOf, author }: Proposal): { id: string; name: string } {
  return onBehalfOf === null ? author : { id: `~${onBehalfOf}`, name: onBehalfOf }
}

export function isShown(proposal: Proposal, { kind, authorId, unitId }: ProposalFilter, myId: string): boolean {
  if (authorId !== '' && submitterOf(proposal).id !== authorId) return false
  if (unitId !== '' && proposal.unitId !== unitId) return false
  if (kind === 'mine') return proposal.author.id === myId
  return kind === 'all' || (kind === 'open') === (proposal.state === 'OPEN')
}

/** In the order of the text; those whose unit is gone come last. */
export function groupProposals(proposals: readonly Proposal[], unitOrder: readonly string[]): ProposalGroup[] {
  const places = new Map(unitOrder.map((id, index) => [id, index]))
  const placeOf = ({ unitId }: Proposal) => places.get(unitId ?? '') ?? unitOrder.length
  const groups = new Map<string, Proposal[]>()
  for (const proposal of [...proposals].sort((a, b) => placeOf(a) - placeOf(b))) {
    const isOpen = proposal.state === 'OPEN'
    const key = isOpen && proposal.unitId ? `${proposal.unitId} ${proposal.wordingBefore}` : proposal.id
    groups.set(key, [...(groups.get(key) ?? []), proposal])
  }
  return [...groups].map(([key, group]) => ({ key, unitLabel: group[0]?.unitLabel ?? '', proposals: group }))
}

/** People and units to choose from. */
export function choicesOf(proposals: readonly Proposal[]) {
  const authors = new Map(proposals.map(submitterOf).map(({ id, name }) => [id, name]))
  const units = new Map(
    proposals.flatMap(({ unitId, unitLabel }) => (unitId && unitLabel ? [[unitId, unitLabel]] : [])),
  )
  return { authors, units }
}
