// Why an update was refused, as a closed list: the code goes to the page, the reason to tests and the audit.
// A refusal is thrown before anything is stored or applied, so it changes nothing.

import { AppError, type ErrorCode } from '../errors.ts'

const GUARD_REASONS = [
  'too-large',
  'too-costly',
  'document-full',
  'malformed',
  'foreign-client',
  'too-many-clients',
  'gap',
  'future-delete',
  'unknown-root',
  'forbidden-place',
  'forbidden-content',
  'torn-siblings',
  'unknown-annotation',
  'reused-number',
  'changes-base',
  'decided-meanwhile',
  'foreign-proposal',
  'closed-proposal',
  'too-many-proposals',
  'proposals-full',
  'too-many-layers',
] as const

export type GuardReason = (typeof GUARD_REASONS)[number]

const CODES: Partial<Record<GuardReason, ErrorCode>> = {
  'too-large': 'TOO_LARGE',
  'too-costly': 'TOO_LARGE',
  'document-full': 'TOO_LARGE',
  'proposals-full': 'TOO_LARGE',
  'too-many-layers': 'TOO_LARGE',
  'changes-base': 'FORBIDDEN',
  'decided-meanwhile': 'FORBIDDEN',
  'closed-proposal': 'FORBIDDEN',
}

/** Ends the check of an update: `TOO_LARGE` for its size and cost, `FORBIDDEN` for what its sender may not do. */
export function refuse(reason: GuardReason): never {
  throw new AppError(CODES[reason] ?? 'INVALID', reason)
}

/**
 * An honest page meets these when the server has lost something, with much text in hand, or after a decision. So it does
 * `foreign-proposal`: what it does again or writes beside another's words is judged by what stands there when it comes, and
 * that person, or another node, may have changed it since. What trying them costs is bounded by `RefusedTries`.
 */
const HONEST: ReadonlySet<GuardReason> = new Set([
  'gap',
  'future-delete',
  'too-large',
  'document-full',
  'decided-meanwhile',
  'foreign-proposal',
  'closed-proposal',
  'proposals-full',
  'too-many-layers',
])
const HOSTILE: ReadonlySet<unknown> = new Set([...GUARD_REASONS.filter((reason) => !HONEST.has(reason)), 'void'])

/** Whether no page of ours would have sent an update that is refused for this reason. */
export function isHostileReason(detail: unknown): boolean {
  return HOSTILE.has(detail)
}
