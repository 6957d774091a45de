import { useClientHandle } from '@urql/vue'
import { shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { codeOf, isConflictOf } from '../../lib/refusal.ts'
import { type Proposal, ProposalFields } from './proposal-fields.ts'
import { refusalWords, sentBeforeWords } from './reasons.ts'

const DecideMutation = graphql(
  `
    mutation Proposals_Decide_Mutation($input: DecideProposalsInput!) {
      decideProposals(input: $input) { ...Proposal_fields }
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
    mutation Proposals_Describe_Mutation($input: DescribeProposalInput!) {
      describeProposal(input: $input) { ...Proposal_fields }
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

export type DecisionInput = VariablesOf<typeof DecideMutation>['input']
export type DescriptionInput = VariablesOf<typeof DescribeMutation>['input']
export type WordingInput = VariablesOf<typeof WordingMutation>['input']

interface ProposalList {
  take(id: string, now: Proposal | null): void
  load(): Promise<void>
  stateOf(id: string): Proposal['state'] | undefined
}

/**
 * What can be done with proposals. Each answers whether it was done; else `problem` says in words why not, and what
 * somebody else did meanwhile is on the cards by then.
 */
export function useProposalActions({ take, load, stateOf }: ProposalList) {
  const { client } = useClientHandle()
  const { t } = useI18n()
  const busy = shallowRef(false)
  const problem = shallowRef('')
  /** Whether it was somebody else who was first. */
  const isConflict = shallowRef(false)
  /** Whether it is decided, withdrawn, or gone from the text by now. */
  const isDecided = shallowRef(false)

  async function run(work: () => Promise<{ error?: unknown; proposals: readonly Proposal[] }>): Promise<boolean> {
    busy.value = true
    problem.value = ''
    isConflict.value = false
    isDecided.value = false
    const { error, proposals } = await work()
    isConflict.value = codeOf(error) === 'CONFLICT'
    isDecided.value = isConflictOf(error, 'decided') || isConflictOf(error, 'gone')
    if (isConflict.value) await load()
    busy.value = false
    if (error) problem.value = refusalWords(error, t)
    for (const proposal of proposals) take(proposal.id, proposal)
    return !error
  }

  /** @param decision with what was seen of each: it is not taken where one would do something else by now */
  const decide = (decision: DecisionInput) =>
    run(async () => {
      const { data, error } = await client.mutation(DecideMutation, { input: decision })
      // Those beside what was accepted stand among other words now: their cards say so before the next is decided.
      if (!error) await load()
      return { error, proposals: data?.decideProposals ?? [] }
    })
  const withdraw = (proposalId: string) =>
    run(async () => {
      const { data, error } = await client.mutation(WithdrawMutation, { proposalId })
      return { error, proposals: data ? [data.withdrawProposal] : [] }
    })
  /** @param input with what it was seen to say: nothing newer is written over */
  const describe = (input: DescriptionInput) =>
    run(async () => {
      const { data, error } = await client.mutation(DescribeMutation, { input })
      return { error, proposals: data ? [data.describeProposal] : [] }
    })
  /** Null shows it again. */
  const hide = (proposalId: string, reason: string | null) =>
    run(async () => {
      const { data, error } = await client.mutation(HideMutation, { proposalId, reason })
      return { error, proposals: data ? [data.hideProposal] : [] }
    })
  /** Where the same was proposed before, and is decided or gone by now, it has to be proposed as another one. */
  async function proposeWording(input: WordingInput): Promise<boolean> {
    const isDone = await run(async () => {
      const { data, error } = await client.mutation(WordingMutation, { input })
      return { error, proposals: data ? [data.proposeWording] : [] }
    })
    if (isDecided.value) problem.value = sentBeforeWords(stateOf(input.id), t)
    return isDone
  }

  return { busy, problem, isConflict, isDecided, decide, withdraw, describe, hide, proposeWording }
}

export type ProposalActions = ReturnType<typeof useProposalActions>
