import { type FragmentOf, graphql } from '../../graphql.ts'

export const ProposalFields = graphql(`
  fragment Proposal_fields on ChangeProposal @_unmask {
    id
    document { id }
    state
    title
    grounds
    reason
    unitId
    unitLabel
    wordingBefore
    wordingAfter
    hash
    createdAt
    decidedAt
    channel
    onBehalfOf
    receivedAt
    author { id name }
    organization { id name }
    enteredBy { id name }
    decidedBy { id name }
    mayDecide
    hiddenAt
    hiddenReason
    mayDescribe
    mayHide
    mayWithdraw
  }
`)

export type Proposal = FragmentOf<typeof ProposalFields>
