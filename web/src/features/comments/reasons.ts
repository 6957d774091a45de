import { CombinedError } from '@urql/core'
import { codeOf, wordsOf } from '../../lib/refusal.ts'

/** What a refusal was about, in the server's short name for it. */
function detailOf(error: unknown): unknown {
  return error instanceof CombinedError ? error.graphQLErrors.at(0)?.extensions?.detail : undefined
}

const KNOWN = new Set([
  'FORBIDDEN.mentions',
  'TOO_LARGE.mentions',
  'TOO_LARGE.answers-full',
  'TOO_LARGE.remarks-full',
  'TOO_LARGE.said-full',
  'TOO_LARGE.too-many-layers',
  'CONFLICT.changed',
  'CONFLICT.said',
  'INVALID.body',
  'INVALID.passage',
  'INVALID.reason',
])

/** Of these, what is to be put right where it was written, rather than sent again. */
const ABOUT_WORDS = new Set(['FORBIDDEN.mentions', 'TOO_LARGE.mentions', 'INVALID.body', 'INVALID.reason'])

const nameOf = (error: unknown): string => `${codeOf(error)}.${String(detailOf(error))}`

/** Why something said was not taken: in words of conversations where there are any, else as everywhere. */
export function refusalWords(error: unknown, t: (key: string) => string): string {
  const name = nameOf(error)
  return KNOWN.has(name) ? t(`comments.refused.${name}`) : wordsOf(error)
}

/** For the field that it was written in. */
export interface Refusal {
  error?: string
  problem?: string
}

export function refusalOf(error: unknown, t: (key: string) => string): Refusal {
  if (!error) return {}
  const words = refusalWords(error, t)
  return ABOUT_WORDS.has(nameOf(error)) ? { error: words } : { problem: words }
}
