import { type FragmentOf, graphql } from '../../graphql.ts'

export const RemarkFields = graphql(`
  fragment Remark_fields on Remark @_unmask {
    id
    kind
    number
    type
    state
    receivedAt
    isDayOnly
    submitter
    organization
    channel
    enteredBy
    unitLabel
    isLost
    passage
    title
    words
    hiddenReason
    grounds
    answerCount
    decidedAt
    decidedBy
    reason
  }
`)

export type Remark = FragmentOf<typeof RemarkFields>
