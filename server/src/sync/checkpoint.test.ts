import { DATABASE_KINDS, freshDatabase, isAvailable } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { createCheckpoints } from './checkpoint.ts'
import { createDocumentRow } from './testing.ts'

const STATE = new Uint8Array([0, 0])

test.for(DATABASE_KINDS)('of an epoch that is over nothing is kept, on %s', async (kind, { skip }) => {
  skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
  const { db, drop } = await freshDatabase(kind)
  try {
    const documentId = await createDocumentRow(db, newId())
    const checkpoints = createCheckpoints(db)
    await checkpoints.save(documentId, { seq: 1, state: STATE, epoch: 'first' }, new Date())
    await checkpoints.save(documentId, { seq: 2, state: STATE, epoch: 'another' }, new Date())
    expect(await checkpoints.findNewest(documentId, 9)).toMatchObject({ seq: 1 })
  } finally {
    await drop()
  }
})

test('nor of one that ends while it is being saved', async ({ skip }) => {
  skip(!(await isAvailable('postgres')), 'no postgres on this machine')
  const { db, pool, drop } = await freshDatabase('postgres')
  const redaction = await pool.connect()
  try {
    const documentId = await createDocumentRow(db, newId())
    await redaction.query('BEGIN')
    await redaction.query('SELECT FROM "Document" WHERE "id" = $1 FOR UPDATE', [documentId])
    const saving = createCheckpoints(db).save(documentId, { seq: 1, state: STATE, epoch: 'first' }, new Date())
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(1)
    await redaction.query(`UPDATE "Document" SET "epoch" = 'second' WHERE "id" = $1`, [documentId])
    await redaction.query('COMMIT')
    await saving
    expect(await db.documentCheckpoint.count()).toBe(0)
  } finally {
    redaction.release()
    await drop()
  }
})
