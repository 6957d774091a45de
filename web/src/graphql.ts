import { initGraphQLTada } from 'gql.tada'
import type { SentPiece } from './features/history/compare/sent-pieces.ts'
import type { introspection } from './graphql-env.d.ts'

export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { Bytes: string; ClientId: number; ComparedPieces: readonly SentPiece[]; DateTime: string; ID: string }
}>()

export { type FragmentOf, type ResultOf, readFragment, type VariablesOf } from 'gql.tada'
