// Documents whose rows were written, and in part sealed, before rows were chained at once.

import type { Db } from '@app/prisma'
import { migrate } from '@app/prisma/migrate'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable, tampering } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { checkLog } from '../proof/check-log.ts'
import { readStanding } from './chained.ts'
import { createLog } from './log.ts'
import { sealLog } from './sealed.ts'
import { firstLink, nextLink, originalOf } from './segment/chain.ts'
import { formerSalts, saltsOf } from './segment/salts.ts'
import { packSegment } from './segment/segment.ts'
import { createDocumentRow, roomsOver, seededIn, TestRecords, windowIn } from './testing.ts'

const MIGRATION = '0009_chain'

/** Takes that migration back. */
async function forget({ pool }: FreshDatabase): Promise<void> {
  const statements = [
    'DROP TRIGGER log_row_never_changes ON "DocumentUpdate"',
    'ALTER TABLE "DocumentUpdate" DROP COLUMN "salt", DROP COLUMN "link", DROP COLUMN "formerKind"',
    'ALTER TABLE "Document" DROP COLUMN "saltSeed", DROP COLUMN "headLink"',
    'DROP AGGREGATE log_chain(bytea, text)',
    ...['log_salt', 'log_said', 'log_first_link', 'log_next_link'].map((name) => `DROP FUNCTION ${name}`),
    `CREATE TRIGGER log_row_never_changes BEFORE UPDATE ON "DocumentUpdate" FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `DELETE FROM "_prisma_migrations" WHERE "migration_name" = '${MIGRATION}'`,
  ]
  for (const statement of statements) await pool.query(statement)
}

/** Seals the first rows as it was done then: chained when they are sealed, with salts of the segment's own. */
async function sealAsBefore(db: Db, documentId: string, upTo: number): Promise<void> {
  const salts = formerSalts([{ level: 0, index: 0, seed: Buffer.alloc(32, 3) }])
  const rows = (await readStanding(db, documentId, { after: 0, upTo })).map(({ row }) => row)
  const each = saltsOf(salts, rows.length)
  const link = rows.reduce((before, row, at) => nextLink(before, row, originalOf(row, each[at])), firstLink(documentId))
  const data = new Uint8Array(await packSegment(rows, salts))
  const times = { firstAt: new Date(0), lastAt: new Date(1), sealedAt: new Date(1) }
  await tampering(
    db,
    db.logSegment.create({ data: { documentId, seqFrom: 1, seq: upTo, data, link, ...times } }),
    db.documentUpdate.deleteMany({ where: { documentId, seq: { lte: upTo } } }),
  )
}

test.for(DATABASE_KINDS)('a log from before is chained to its end, and goes on, on %s', async (kind, { skip }) => {
  skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
  const database = await freshDatabase(kind)
  const { db } = database
  try {
    const { rooms } = roomsOver(db)
    const logs = { standing: '', sealed: '', all: '' }
    for (const which of Object.keys(logs) as (keyof typeof logs)[]) {
      logs[which] = await seededIn(rooms, db, '')
      const window = await windowIn(rooms, logs[which], 'anna "ż"', 11)
      for (const letter of 'abcdef') await window.write((text) => text.insert(text.length, letter))
    }
    const empty = await createDocumentRow(db, newId())
    await rooms.close()
    await sealAsBefore(db, logs.sealed, 4)
    await sealAsBefore(db, logs.all, 7)
    const log = createLog({ db, logger: new TestRecords().logger })
    await log.markVoid(logs.standing, 7)
    await db.documentCheckpoint.deleteMany({ where: { documentId: logs.standing } })
    await log.close()
    await forget(database)
    expect((await migrate(database)).applied).toEqual([MIGRATION])
    for (const documentId of [...Object.values(logs), empty])
      expect((await checkLog(db, documentId)).problem, documentId).toBeNull()
    const again = roomsOver(db).rooms
    for (const documentId of Object.values(logs)) {
      const window = await windowIn(again, documentId, 'basia', 12)
      for (const letter of 'xyz') await window.write((text) => text.insert(text.length, letter))
    }
    await again.close()
    for (const documentId of Object.values(logs)) {
      const rows = 10
      expect(await checkLog(db, documentId)).toMatchObject({ rows, problem: null })
      await sealLog(db, documentId, rows, new Date())
      expect(await checkLog(db, documentId)).toMatchObject({ rows, sealed: rows, problem: null })
    }
  } finally {
    await database.drop()
  }
})
