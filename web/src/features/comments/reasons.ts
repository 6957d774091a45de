import { CombinedError } from '@urql/core'
import { codeOf, wordsOf } from '../../lib/refusal.ts'

/** What a refusal was about, in the server's short name for it. */
function detailOf(error: unknown): unknown {
  return error instanceof CombinedError ? error.graphQLErrors.at(0)?.extensions?.detail : undefined
}

const KNOWN = new Set([
  'FORBIDDEN.mentions',
  'TOO_LARGE.mentions',
  'CONFLICT.said',
  'INVALID.body',
  'INVALID.passage',
  'INVALID.reason',
])

/** Why something said was not taken: in words of conversations where there are any, else as everywhere. */
export function refusalWords(error: unknown, t: (key: string) => string): string {
  const name = `${codeOf(error)}.${String(detailOf(error))}`
  return KNOWN.has(name) ? t(`comments.refused.${name}`) : wordsOf(error)
}
