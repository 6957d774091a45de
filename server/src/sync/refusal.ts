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
] as const

export type GuardReason = (typeof GUARD_REASONS)[number]

const CODES: Partial<Record<GuardReason, ErrorCode>> = {
  'too-large': 'TOO_LARGE',
  'too-costly': 'TOO_LARGE',
  'document-full': 'TOO_LARGE',
  'changes-base': 'FORBIDDEN',
  'decided-meanwhile': 'FORBIDDEN',
  'closed-proposal': 'FORBIDDEN',
}

/** Ends the check of an update: `TOO_LARGE` for its size and cost, `FORBIDDEN` for what its sender may not do. */
export function refuse(reason: GuardReason): never {
  throw new AppError(CODES[reason] ?? 'INVALID', reason)
}

/** An honest page meets these when the server has lost something, with much text in hand, or after a decision. */
const HONEST: ReadonlySet<GuardReason> = new Set([
  'gap',
  'future-delete',
  'too-large',
  'document-full',
  'decided-meanwhile',
  'foreign-proposal',
  'closed-proposal',
])
const HOSTILE: ReadonlySet<unknown> = new Set([...GUARD_REASONS.filter((reason) => !HONEST.has(reason)), 'void'])

/** Whether no page of ours would have sent an update that is refused for this reason. */
export function isHostileReason(detail: unknown): boolean {
  return HOSTILE.has(detail)
}
