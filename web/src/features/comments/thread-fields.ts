import { graphql, type ResultOf } from '../../graphql.ts'

export const ThreadFields = graphql(`
  fragment Thread_fields on Thread @_unmask {
    id
    type
    unitId
    unitLabel
    wholeUnit
    quote
    seq
    lostAt
    author { id name }
    organization { id name }
    createdAt
    activeAt
    resolvedAt
    resolvedBy { id name }
    takenIn
    unread
    mayReply
    mayResolve
    comments {
      id
      author { id name }
      organization { id name }
      body
      mentions { id person { id name organization { id name } } organization { id name } }
      reactions { emoji person { id name } }
      createdAt
      editedAt
      deletedAt
      hiddenAt
      hiddenReason
      mayEdit
      mayHide
    }
  }
`)

export type Thread = ResultOf<typeof ThreadFields>
export type ThreadComment = Thread['comments'][number]
export type RemarkType = Thread['type']

/** In the order in which they are offered. */
export const REMARK_TYPES = [
  'GENERAL',
  'WORDING',
  'ADDITION',
  'DELETION',
  'QUESTION',
  'SUPPORT',
] as const satisfies RemarkType[]

/** The server takes no others. */
export const REACTIONS = ['👍', '❤️', '🎉', '🤔', '👎'] as const
export type Emoji = (typeof REACTIONS)[number]

/** Which message names a reaction. */
export const REACTION_KEYS: Readonly<Record<Emoji, string>> = {
  '👍': 'agree',
  '❤️': 'heart',
  '🎉': 'celebrate',
  '🤔': 'doubt',
  '👎': 'disagree',
}
