import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../client.ts'
import { databaseFolder } from '../embedded/open.ts'
import { migrate } from '../migrate.ts'
import { listMigrationNames, readMigrationSql } from '../migrations.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/wz', import.meta.url))

/** Names a template after what made it, so that a changed migration makes a new one. */
export async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await listMigrationNames()) hash.update(name).update(await readMigrationSql(name))
  return hash.digest('hex').slice(0, 12)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A migrated, empty, closed embedded database, made once and kept between runs. */
export async function prepareEmbeddedTemplate(): Promise<string> {
  const template = join(CACHE, `embedded-${await migrationsHash()}`)
  if (await exists(template)) return template
  await mkdir(CACHE, { recursive: true })
  const building = await mkdtemp(join(CACHE, 'building-'))
  const database = await openDatabase({ dataDir: building })
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
  // Two test processes may build at once: the first to rename wins, the other throws its own away.
  await rename(databaseFolder(building), template).catch(async (error: unknown) => {
    if (!(await exists(template))) throw error
  })
  await rm(building, { recursive: true })
  return template
}

/** A thousand files: `fs.cp` takes five times as long over them. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const copy = entry.isDirectory() ? copyFolder : copyFileSync
    copy(join(from, entry.name), join(to, entry.name))
  }
}

/** A new data folder with a copy of the template. */
export async function createDataDir(): Promise<string> {
  const template = await prepareEmbeddedTemplate()
  const dataDir = await mkdtemp(join(tmpdir(), 'wz-test-'))
  await mkdir(dirname(databaseFolder(dataDir)), { recursive: true })
  copyFolder(template, databaseFolder(dataDir))
  return dataDir
}
