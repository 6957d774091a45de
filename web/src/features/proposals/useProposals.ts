import { useClientHandle, useSubscription } from '@urql/vue'
import type { Ref } from 'vue'
import { graphql } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { useLiveList } from '../../lib/useLiveList.ts'
import { useKeptUp } from '../sync/useKeptUp.ts'
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
export function useProposals(documentId: string, isReached: Readonly<Ref<boolean>>) {
  const { client } = useClientHandle()
  const { items, ...list } = useLiveList<Proposal>({
    async readAll() {
      const { data, error } = await readAnew(client, ProposalsQuery, { documentId })
      return { items: data?.document?.proposals, error }
    },
    readOne: async (id) => (await readAnew(client, ProposalQuery, { id })).data?.proposal,
  })

  useSubscription({ query: ProposalEvents, variables: { documentId } }, (_before, event) => {
    const { proposalId } = event.proposalEvents
    void (proposalId === null ? list.load() : list.reread(proposalId))
    return event
  })
  useKeptUp(list.load, isReached)

  return { ...list, proposals: items }
}
