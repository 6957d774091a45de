import { useClientHandle, useSubscription } from '@urql/vue'
import { type Ref, shallowRef, watch } from 'vue'
import { graphql } from '../../graphql.ts'
import { type Proposal, ProposalFields } from './proposal-fields.ts'

const ProposalsQuery = graphql(
  `
    query Proposals_Query($documentId: ID!) {
      document(id: $documentId) { id proposals { ...Proposal_fields } }
    }
  `,
  [ProposalFields],
)
const ProposalQuery = graphql(
  `
    query Proposals_One_Query($id: ID!) {
      proposal(id: $id) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)
const ProposalEvents = graphql(`
  subscription Proposals_Subscription($documentId: ID!) {
    proposalEvents(documentId: $documentId) { proposalId }
  }
`)

/** All proposals of a document, kept up to date one by one. */
export function useProposals(documentId: string, isOnline: Readonly<Ref<boolean>>) {
  const { client } = useClientHandle()
  const proposals = shallowRef<readonly Proposal[]>([])
  const isLoaded = shallowRef(false)
  const error = shallowRef<unknown>()
  const fresh = { requestPolicy: 'network-only' } as const

  async function load(): Promise<void> {
    const answer = await client.query(ProposalsQuery, { documentId }, fresh)
    error.value = answer.error
    if (!answer.data?.document) return
    proposals.value = answer.data.document.proposals
    isLoaded.value = true
  }

  /** The newest answer wins, whichever request was first. */
  const rounds = new Map<string, number>()

  async function reread(id: string): Promise<void> {
    const round = (rounds.get(id) ?? 0) + 1
    rounds.set(id, round)
    const answer = await client.query(ProposalQuery, { id }, fresh)
    if (rounds.get(id) === round && answer.data) take(id, answer.data.proposal)
  }

  function take(id: string, now: Proposal | null): void {
    const known = proposals.value.some((proposal) => proposal.id === id)
    const others = proposals.value.filter((proposal) => proposal.id !== id)
    if (now === null) proposals.value = others
    else if (known) proposals.value = proposals.value.map((proposal) => (proposal.id === id ? now : proposal))
    else proposals.value = [...others, now]
  }

  useSubscription({ query: ProposalEvents, variables: { documentId } }, (_before, event) => {
    const { proposalId } = event.proposalEvents
    void (proposalId === null ? load() : reread(proposalId))
    return event
  })
  watch(isOnline, (online) => online && void load(), { immediate: true })

  return { proposals, isLoaded, error, load, take }
}
