import type { Redaction } from '@app/prisma'
import { sha256 } from '../../sync/index.ts'

/**
 * What the row of the log that takes words out of the living text says of the redaction: by the chain nobody can say later
 * that another row was redacted, or for another reason. `proof/bundle/sprawdz.mjs` computes the same.
 */
export function witnessOf({ id, reason }: Pick<Redaction, 'id' | 'reason'>, rows: readonly number[]): string {
  return sha256(JSON.stringify([id, reason, rows]))
}
