import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase } from '@app/prisma'
import { DATABASE_KINDS, freshDatabase, isAvailable } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import { checkLog } from '../proof/check-log.ts'
import { readLog } from './log-read.ts'
import { roomsOver, seededIn, seededRandom, windowIn } from './testing.ts'

const SEALER = fileURLToPath(new URL('./testing-sealer.ts', import.meta.url))
const KILLS = 4
const ROWS = 900
const SEED = 20_261_125

test.for(DATABASE_KINDS)(`kill -9 in the middle of sealing leaves every row in one place, on %s (seed ${SEED})`, async (kind, { skip }) => {
  skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
  const random = seededRandom(SEED)
  const fresh = await freshDatabase(kind)
  let database: Database = fresh
  try {
    const { rooms } = roomsOver(fresh.db)
    const documentId = await seededIn(rooms, fresh.db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    await anna.write((text) => text.insert(1, 'x'))
    await rooms.close()
    await fresh.db.$executeRaw`
      INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data")
      SELECT ${documentId}, n, n, 'anna', '\\x0000'::bytea FROM generate_series(3, ${ROWS}) n`
    await fresh.db.document.update({ where: { id: documentId }, data: { headSeq: ROWS } })
    const rows = await readLog(fresh.db, documentId, { after: 0 })
    expect(rows).toHaveLength(ROWS)
    await fresh.close()
    let sealed = 0
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = await startSealer(fresh.url ?? fresh.dataDir ?? '', documentId, sealed)
      await delay(20 + random() * 180)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      database = await openDatabase(fresh.url === undefined ? { dataDir: fresh.dataDir } : { url: fresh.url })
      expect(await readLog(database.db, documentId, { after: 0 }), `after kill ${kill}`).toEqual(rows)
      const checked = await checkLog(database.db, documentId)
      expect(checked).toMatchObject({ rows: ROWS, problem: null })
      const standing = await database.db.documentUpdate.count({ where: { documentId } })
      expect(checked.sealed + standing).toBe(ROWS)
      sealed = checked.sealed
      await database.close()
    }
    expect(sealed).toBeGreaterThan(0)
    console.info(`${kind}: ${sealed} of ${ROWS} rows sealed after ${KILLS} kills`)
  } finally {
    await database.close()
    await fresh.drop()
  }
})

async function startSealer(place: string, documentId: string, from: number): Promise<ChildProcess> {
  const args = ['--import', 'tsx', SEALER, place, documentId, String(from)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
