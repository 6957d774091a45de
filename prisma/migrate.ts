import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Database } from './client.ts'
import { copyFolder, momentName } from './embedded/backup.ts'
import { databaseFolder } from './embedded/open.ts'
import { createEngine } from './engine.ts'
import { listMigrationNames, MIGRATIONS_FOLDER, NO_FILTERS, readMigrations } from './migrations.ts'
import { createPool } from './pool.ts'

export interface MigrateOptions {
  onProgress?: ((step: string) => void) | undefined
  /** Where the migrations are; tests bring their own. */
  folder?: string
}

export interface MigrateResult {
  applied: string[]
  /** Where the data folder was copied to before it was changed. */
  copiedTo?: string
}

const UNDEFINED_TABLE = '42P01'

async function findApplied(pool: pg.Pool): Promise<string[]> {
  try {
    const { rows } = await pool.query<{ migration_name: string }>(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )
    return rows.map((row) => row.migration_name)
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return []
    throw error
  }
}

/** Safe while open: nobody writes yet, and after a checkpoint the files are whole. */
async function copyDataFolder(database: Database, dataDir: string, nextMigration: string): Promise<string> {
  await database.pool.query('CHECKPOINT')
  const target = join(copyFolder(dataDir), `${momentName()}-before-${nextMigration}`)
  await mkdir(target, { recursive: true, mode: 0o700 })
  await cp(databaseFolder(dataDir), target, { recursive: true })
  return target
}

/** Applies what is missing from `migrations/`, as `prisma migrate deploy` would, without its downloads. */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<MigrateResult> {
  const folder = options.folder ?? MIGRATIONS_FOLDER
  const known = await listMigrationNames(folder)
  const applied = await findApplied(database.pool)
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new Error(`The database was made by a newer version of this program (it has ${unknown.join(', ')})`)
  }
  const pending = known.filter((name) => !applied.includes(name))
  const [next] = pending
  if (next === undefined) return { applied: [] }

  const isExisting = applied.length > 0
  const copiedTo =
    isExisting && database.dataDir !== undefined ? await copyDataFolder(database, database.dataDir, next) : undefined
  if (copiedTo !== undefined) options.onProgress?.(`Copied the data folder to ${copiedTo}`)

  options.onProgress?.(`Applying ${pending.length} migration(s): ${pending.join(', ')}`)
  await applyPending(database, folder)
  return copiedTo === undefined ? { applied: pending } : { applied: pending, copiedTo }
}

/** A pool of one connection, so that everything in it shares one transaction. */
async function withOneConnection<T>(database: Database, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  if (database.url === undefined) return work(database.pool)
  const pool = createPool({ connectionString: database.url, max: 1, statement_timeout: 0 })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/**
 * All or nothing: the adapter sends each statement by itself, so a process killed half-way would otherwise leave half
 * a migration that no later start could finish.
 */
function applyPending(database: Database, folder: string): Promise<void> {
  return withOneConnection(database, async (pool) => {
    await pool.query('BEGIN')
    try {
      await runEngine(pool, folder)
      await pool.query('COMMIT')
    } catch (error) {
      await pool.query('ROLLBACK')
      throw error
    }
  })
}

async function runEngine(pool: pg.Pool, folder: string): Promise<void> {
  const engine = await createEngine(new PrismaPg(pool))
  try {
    await engine.applyMigrations({ migrationsList: await readMigrations(folder), filters: NO_FILTERS })
  } finally {
    engine.free()
  }
}
