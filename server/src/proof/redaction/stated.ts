// What is written down of the redactions of a document, and whether its chain says the same: a row of the database that says
// so is not enough. `proof/bundle/sprawdz.mjs` goes by the same rule.

import type { Db, Redaction } from '@app/prisma'
import { sha256 } from '../../sync/index.ts'
import { reasonsIn } from './fields.ts'
import type { RedactionPlaces } from './redactions.ts'
import { type Changed, hashOfReason, witnessOf } from './witness.ts'

export type StatedRedaction = Pick<Redaction, 'id' | 'createdAt' | 'reason' | 'reasonSalt' | 'reasonHash'> & {
  rows: number[]
  reasonsOf: string[]
}

/** The first one first. */
export async function readStated(db: Db, documentId: string): Promise<StatedRedaction[]> {
  const select = { id: true, createdAt: true, reason: true, reasonSalt: true, reasonHash: true, places: true } as const
  const redactions = await db.redaction.findMany({
    where: { documentId },
    select,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return redactions.map(({ places, ...stated }) => {
    const { rows, fields } = places as unknown as RedactionPlaces
    return { ...stated, rows, reasonsOf: reasonsIn(fields) }
  })
}

/**
 * The place in the list of the first that the chain does not know, or knows another reason of; -1 where there is none.
 * @param witnesses what the rows of redactions say in the chain
 */
export function findUnwitnessed(redactions: readonly StatedRedaction[], witnesses: ReadonlySet<string>): number {
  const isWitnessed = (redaction: StatedRedaction): boolean => witnesses.has(statedOf(redaction))
  const reasonsGone = new Set(redactions.filter(isWitnessed).flatMap(({ reasonsOf }) => reasonsOf))
  return redactions.findIndex((redaction) => {
    const { id, reason, reasonSalt, reasonHash } = redaction
    if (!isWitnessed(redaction)) return true
    if (reasonHash === null) return false
    return reasonSalt === null ? !reasonsGone.has(id) : hashOfReason(reason, reasonSalt) !== reasonHash
  })
}

/** One from before reasons had salts says its reason itself. */
function statedOf({ id, reason, reasonHash, rows, reasonsOf }: StatedRedaction): string {
  const changed: Changed = { rows, reasonsOf }
  return reasonHash === null ? sha256(JSON.stringify([id, reason, rows])) : witnessOf({ id, reasonHash }, changed)
}
