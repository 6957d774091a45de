import { useClientHandle } from '@urql/vue'
import { shallowRef } from 'vue'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { wordsOf } from '../../lib/refusal.ts'
import { type Proposal, ProposalFields } from './proposal-fields.ts'

const DecideMutation = graphql(
  `
    mutation Proposals_Decide_Mutation($proposalIds: [ID!]!, $state: ProposalState!, $reason: String) {
      decideProposals(input: { proposalIds: $proposalIds, state: $state, reason: $reason }) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)
const WithdrawMutation = graphql(
  `
    mutation Proposals_Withdraw_Mutation($proposalId: ID!) {
      withdrawProposal(input: { proposalId: $proposalId }) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)
const DescribeMutation = graphql(
  `
    mutation Proposals_Describe_Mutation($proposalId: ID!, $title: String!, $grounds: String!) {
      describeProposal(input: { proposalId: $proposalId, title: $title, grounds: $grounds }) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)
const HideMutation = graphql(
  `
    mutation Proposals_Hide_Mutation($proposalId: ID!, $reason: String) {
      hideProposal(input: { proposalId: $proposalId, reason: $reason }) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)
const WordingMutation = graphql(
  `
    mutation Proposals_Wording_Mutation($input: ProposeWordingInput!) {
      proposeWording(input: $input) { ...Proposal_fields }
    }
  `,
  [ProposalFields],
)

export type WordingInput = VariablesOf<typeof WordingMutation>['input']

/** What can be done with proposals. Each answers whether it was done; else `problem` says in words why not. */
export function useProposalActions(take: (id: string, now: Proposal | null) => void) {
  const { client } = useClientHandle()
  const busy = shallowRef(false)
  const problem = shallowRef('')

  async function run(work: () => Promise<{ error?: unknown; proposals: readonly Proposal[] }>): Promise<boolean> {
    busy.value = true
    problem.value = ''
    const { error, proposals } = await work()
    busy.value = false
    if (error) problem.value = wordsOf(error)
    for (const proposal of proposals) take(proposal.id, proposal)
    return !error
  }

  const decide = (proposalIds: string[], state: 'ACCEPTED' | 'DECLINED', reason: string | null) =>
    run(async () => {
      const { data, error } = await client.mutation(DecideMutation, { proposalIds, state, reason })
      return { error, proposals: data?.decideProposals ?? [] }
    })
  const withdraw = (proposalId: string) =>
    run(async () => {
      const { data, error } = await client.mutation(WithdrawMutation, { proposalId })
      return { error, proposals: data ? [data.withdrawProposal] : [] }
    })
  const describe = (proposalId: string, title: string, grounds: string) =>
    run(async () => {
      const { data, error } = await client.mutation(DescribeMutation, { proposalId, title, grounds })
      return { error, proposals: data ? [data.describeProposal] : [] }
    })
  /** Null shows it again. */
  const hide = (proposalId: string, reason: string | null) =>
    run(async () => {
      const { data, error } = await client.mutation(HideMutation, { proposalId, reason })
      return { error, proposals: data ? [data.hideProposal] : [] }
    })
  const proposeWording = (input: WordingInput) =>
    run(async () => {
      const { data, error } = await client.mutation(WordingMutation, { input })
      return { error, proposals: data ? [data.proposeWording] : [] }
    })

  return { busy, problem, decide, withdraw, describe, hide, proposeWording }
}

export type ProposalActions = ReturnType<typeof useProposalActions>
