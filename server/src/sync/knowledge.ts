// What the makers of the last rows had seen: all that is needed to find again what these rows stranded and that is not in
// them. It holds places, no words, and is forgotten by the append statement once it is of no more use.

import type { Db } from '@app/prisma'
import type { Unoffered } from './log.ts'
import { decodeVector } from './state-vector.ts'

/** One statement: what is forgotten is of rows that are offered by then. */
export async function readUnoffered(db: Db, documentId: string): Promise<Unoffered> {
  const rows = await db.$queryRaw<{ offeredSeq: number; seq: number | null; seen: Uint8Array | null }[]>`
    SELECT d."offeredSeq", k."seq", k."seen" FROM "Document" d
    LEFT JOIN "UpdateKnowledge" k ON k."documentId" = d."id" AND k."seq" > d."offeredSeq"
    WHERE d."id" = ${documentId}`
  const seen = new Map<number, ReadonlyMap<number, number>>()
  for (const row of rows) if (row.seq !== null && row.seen !== null) seen.set(row.seq, decodeVector(row.seen))
  return { offeredSeq: rows[0]?.offeredSeq ?? 0, seen }
}
