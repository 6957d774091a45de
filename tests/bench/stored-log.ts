import { chainRows, UNCHAINED } from '@app/prisma/testing'
import { createCheckpoints } from '@app/server/app'
import { createDocument } from '@app/server/document'
import * as Y from 'yjs'
import type { TestApp } from '../kit/app.ts'
import { until } from '../kit/until.ts'
import type { LoggedRow } from './long-log.ts'

/** As far apart as a server keeps them: so many rows are replayed at most (`sync/checkpoint-thinning.ts`). */
const ROWS_PER_CHECKPOINT = 10_000
const BATCH = 1_000
const SEALING_MS = 180_000

export interface StoredBy {
  organizationId: string
  userOf(row: LoggedRow): string
}

/** As rooms leave a document that was written in for months: its rows sealed, and a checkpoint now and then. */
export async function storeLog(
  app: TestApp,
  documentId: string,
  rows: readonly LoggedRow[],
  { organizationId, userOf }: StoredBy,
): Promise<void> {
  const { db } = app
  for (let from = 0; from < rows.length; from += BATCH) {
    await db.documentUpdate.createMany({
      data: rows.slice(from, from + BATCH).map((row) => ({
        documentId,
        seq: row.seq,
        seqFrom: row.seq,
        userId: userOf(row),
        organizationId,
        data: new Uint8Array(row.update),
        ...UNCHAINED,
        createdAt: new Date(row.at),
      })),
    })
  }
  const last = rows.at(-1)
  if (last === undefined) throw new Error('an empty log')
  await db.document.update({
    where: { id: documentId },
    data: { headSeq: last.seq, offeredSeq: last.seq, lastWriteAt: new Date(last.at) },
  })
  await storeCheckpoints(app, documentId, rows)
  await chainRows(db, documentId)
  // The server seals by itself each minute, and one pass at a time: then this one does nothing.
  const isSealed = async (): Promise<boolean> => {
    await app.app.sealLogs()
    return (await db.documentUpdate.count({ where: { documentId } })) === 0
  }
  await until('all rows to be sealed', isSealed, SEALING_MS)
}

async function storeCheckpoints({ db }: TestApp, documentId: string, rows: readonly LoggedRow[]): Promise<void> {
  const doc = createDocument()
  const checkpoints = createCheckpoints(db)
  const { epoch } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { epoch: true } })
  for (let from = 0; from < rows.length; from += ROWS_PER_CHECKPOINT) {
    const page = rows.slice(from, from + ROWS_PER_CHECKPOINT)
    doc.transact(() => {
      for (const { update } of page) Y.applyUpdate(doc, update)
    })
    const state = new Uint8Array(Y.encodeStateAsUpdateV2(doc))
    await checkpoints.save(documentId, { seq: from + page.length, state, epoch }, new Date(page.at(-1)?.at ?? 0))
  }
}
