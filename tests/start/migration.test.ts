import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@app/prisma'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { seeded } from '../kit/random.ts'
import { runServer, type ServerProcess } from './server-process.ts'

const SEED = 4
const CYCLES = 4
/** Longer than the migration takes on a free machine, so that some are hit in it, some before and some after. */
const SPREAD_MS = 600
/** A real instance: no demo content is written after the migration. */
const REAL = { PUBLIC_URL: 'https://zapis.example.org', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'zapis@example.org' }

let root: string
let unmigrated: string
let running: ServerProcess | undefined

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wz-migration-'))
  unmigrated = join(root, 'unmigrated')
  await (await openDatabase({ dataDir: unmigrated })).close()
})
afterEach(async () => {
  await running?.stop('SIGKILL')
})
afterAll(() => rm(root, { recursive: true }))

function serve(dataDir: string): ServerProcess {
  running = runServer({ DATA_DIR: dataDir, ...REAL })
  return running
}

it.each(['SIGTERM', 'SIGKILL'] as const)(
  `a migration ended by %s, ${CYCLES / 2} times at any moment, leaves a folder that opens (seed ${SEED})`,
  async (signal) => {
    const random = seeded(SEED)
    for (let cycle = 0; cycle < CYCLES / 2; cycle++) {
      const dataDir = await mkdtemp(join(root, 'data-'))
      await cp(unmigrated, dataDir, { recursive: true })
      const cut = serve(dataDir)
      const count = Number(await cut.untilPrinted(/Applying (\d+) migration/))
      await delay(random() * SPREAD_MS)
      const code = await cut.stop(signal)
      if (signal === 'SIGTERM') expect(await readdir(join(dataDir, 'lock'))).toEqual(['free'])

      const again = serve(dataDir)
      await again.ready()
      expect(await again.stop(), `after ${code}: ${again.output()}`).toBe(0)
      const database = await openDatabase({ dataDir })
      const { rows } = await database.pool.query('SELECT finished_at IS NOT NULL AS done FROM _prisma_migrations')
      await database.close()
      expect(rows).toEqual(Array.from({ length: count }, () => ({ done: true })))
    }
  },
)
