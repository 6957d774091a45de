import type { Db } from '@app/prisma'
import { BLOCK_ROWS, readLog, type StoredRow } from '../../sync/index.ts'
import { nextTurn } from '../../threads/slices.ts'

/** A log from its beginning, segment by segment: unpacking all of them at once would hold everybody up. */
export async function readWholeLog(db: Db, documentId: string, upTo: number): Promise<StoredRow[]> {
  const rows: StoredRow[] = []
  for (let after = 0; after < upTo; after += BLOCK_ROWS) {
    const part = { after, upTo: Math.min(after + BLOCK_ROWS, upTo) }
    for (const row of await readLog(db, documentId, part)) rows.push(row)
    await nextTurn()
  }
  return rows
}
