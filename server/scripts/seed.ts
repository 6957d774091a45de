import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { databaseFolder } from '@app/prisma/embedded'
import { acquireLock } from '@app/prisma/lock'
import { readEnv } from '../src/env.ts'
import { terminalProgress } from '../src/start/progress.ts'

/** Puts the demonstration's database aside, so that the start that follows writes the demo content anew. */
async function putAside(dataDir: string): Promise<void> {
  const database = databaseFolder(dataDir)
  if ((await stat(database).catch(() => null)) === null) return
  const moment = new Date().toISOString().replace(/[:.]/g, '-')
  const aside = join(dataDir, 'copies', `${moment}-before-seed`)
  await mkdir(dirname(aside), { recursive: true, mode: 0o700 })
  await rename(database, aside)
  terminalProgress.say(`✓ What was there is now in ${aside}`)
}

async function startOver(): Promise<void> {
  const env = readEnv()
  if (!env.demo) throw new Error('Only a demonstration can start over: unset PUBLIC_URL and DATABASE_URL')
  const lock = await acquireLock(env.dataDir, () => undefined)
  try {
    await putAside(env.dataDir)
  } finally {
    await lock.release()
  }
}

await startOver()
await import('./start.ts')
