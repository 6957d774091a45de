import { randomBytes } from 'node:crypto'
import type { Redaction } from '@app/prisma'
import { sha256 } from '../../sync/index.ts'

const SALT_BYTES = 16

/** What a redaction changes. */
export interface Changed {
  /** Rows of the log that hold something else afterwards. */
  rows: readonly number[]
  /** Earlier redactions whose reasons hold something else afterwards. */
  reasonsOf: readonly string[]
}

type Stated = Pick<Redaction, 'id'> & { reasonHash: string }

export function newReasonSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex')
}

/** By the salt nobody guesses what was taken out of a reason later. `proof/bundle/sprawdz.mjs` computes the same. */
export function hashOfReason(reason: string, salt: string): string {
  return sha256(JSON.stringify([salt, reason]))
}

/**
 * What the row of the log that takes words out of the living text says of the redaction: by the chain nobody can say later
 * that something else was redacted, or for another reason. `proof/bundle/sprawdz.mjs` computes the same.
 */
export function witnessOf({ id, reasonHash }: Stated, { rows, reasonsOf }: Changed): string {
  return sha256(JSON.stringify([id, reasonHash, rows, reasonsOf]))
}
