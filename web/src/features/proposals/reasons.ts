import { CombinedError } from '@urql/core'
import { codeOf, detailOf, wordsOf } from '../../lib/refusal.ts'
import type { Proposal } from './proposal-fields.ts'

const KNOWN = new Set([
  'CONFLICT.changed',
  'CONFLICT.decided',
  'CONFLICT.described',
  'CONFLICT.gone',
  'CONFLICT.base',
  'TOO_LARGE.proposals-full',
  'TOO_LARGE.too-many-layers',
])

/** Why something was not done with a proposal: in words of proposals where there are any, else as everywhere. */
export function refusalWords(error: unknown, t: (key: string) => string): string {
  const name = error instanceof CombinedError ? `${codeOf(error)}.${detailOf(error)}` : ''
  return KNOWN.has(name) ? t(`proposals.refused.${name}`) : wordsOf(error)
}

/** What became of a proposal, for who sent it again without having heard that it was made. */
export function sentBeforeWords(state: Proposal['state'] | undefined, t: (key: string) => string): string {
  const isOver = state === 'ACCEPTED' || state === 'DECLINED' || state === 'WITHDRAWN'
  return t(`proposals.refused.sentBefore.${isOver ? state : state === undefined ? 'DECIDED' : 'GONE'}`)
}
