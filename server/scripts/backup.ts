import { stat } from 'node:fs/promises'
import { findHolder, openDatabase } from '@app/prisma'
import { databaseFolder } from '@app/prisma/embedded'
import { readEnv } from '../src/env.ts'
import { terminalProgress } from '../src/start/progress.ts'

/** A backup by hand, of a server that is stopped; one that runs makes its own every day. */
async function backUp(): Promise<void> {
  const { dataDir, databaseUrl } = readEnv()
  if (databaseUrl !== undefined) throw new Error('PostgreSQL has its own tools: use pg_dump or pg_basebackup')
  const holder = await findHolder(dataDir)
  if (holder !== null) throw new Error(`${holder.message}\nA running server makes a backup every day by itself.`)
  const isThere = await stat(databaseFolder(dataDir)).catch(() => null)
  if (isThere === null) throw new Error(`There is no database in ${dataDir}`)
  const database = await openDatabase({ dataDir })
  try {
    const made = await database.backup?.()
    if (made === undefined) throw new Error('This database has no backups')
    const { documents, updates } = made.counts
    terminalProgress.say(`✓ ${made.file} (opened: ${documents} documents, ${updates} changes)`)
  } finally {
    await database.close()
  }
}

await backUp().catch((error: unknown) => {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
