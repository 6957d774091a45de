import { chainRows, UNCHAINED } from '@app/prisma/testing'
import { createDocument } from '@app/server/document'
import * as Y from 'yjs'
import type { TestApp } from '../kit/app.ts'
import type { LoggedRow } from './long-log.ts'

/** As far apart as a server keeps them: so many rows are replayed at most (`sync/checkpoint.ts`). */
const ROWS_PER_CHECKPOINT = 10_000
const BATCH = 1_000

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
  await app.app.sealLogs()
  const standing = await db.documentUpdate.count({ where: { documentId } })
  if (standing > 0) throw new Error(`${standing} rows were not sealed`)
}

async function storeCheckpoints({ db }: TestApp, documentId: string, rows: readonly LoggedRow[]): Promise<void> {
  const doc = createDocument()
  for (let from = 0; from < rows.length; from += ROWS_PER_CHECKPOINT) {
    const page = rows.slice(from, from + ROWS_PER_CHECKPOINT)
    doc.transact(() => {
      for (const { update } of page) Y.applyUpdate(doc, update)
    })
    const state = new Uint8Array(Y.encodeStateAsUpdateV2(doc))
    await db.documentCheckpoint.create({ data: { documentId, seq: from + page.length, state } })
  }
}
