import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase } from '@app/prisma'
import { chainRows, DATABASE_KINDS, freshDatabase, isAvailable } from '@app/prisma/testing'
import { expect, test } from 'vitest'
import { checkLog } from '../proof/check-log.ts'
import { readLog } from './log-read.ts'
import { roomsOver, seededIn, seededRandom, windowIn } from './testing.ts'

const SEALER = fileURLToPath(new URL('./testing-sealer.ts', import.meta.url))
const KILLS = 3
const ROWS = 900
const SEED = 20_261_125

test.for(DATABASE_KINDS)(
  `kill -9 in the middle of sealing leaves every row in one place, on %s (seed ${SEED})`,
  async (kind, { skip }) => {
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
      INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data", "salt", "link")
      SELECT ${documentId}, n, n, 'anna', '\\x0000'::bytea, '', '' FROM generate_series(3, ${ROWS}) n`
      await chainRows(fresh.db, documentId)
      const rows = await readLog(fresh.db, documentId, { after: 0 })
      expect(rows).toHaveLength(ROWS)
      await fresh.close()
      let sealed = 0
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const child = startSealer(fresh.url ?? fresh.dataDir ?? '', documentId, sealed)
        await sealings(child, 1 + Math.floor(random() * 4))
        await delay(random() * 30)
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
    } finally {
      await database.close()
      await fresh.drop()
    }
  },
)

function startSealer(place: string, documentId: string, from: number): ChildProcess {
  const args = ['--import', 'tsx', SEALER, place, documentId, String(from)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Waits until it sealed so often: the next one is under way. */
function sealings(child: ChildProcess, count: number): Promise<void> {
  let done = 0
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('it ended before it had sealed so often')))
    child.stdout?.on('data', (dots: Buffer) => {
      done += dots.length
      if (done >= count) resolve()
    })
  })
}
