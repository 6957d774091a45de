import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase } from '../client.ts'
import { createEngine } from '../engine.ts'
import { migrate } from '../migrate.ts'
import { listMigrationNames, MIGRATIONS_FOLDER, NO_FILTERS } from '../migrations.ts'
import { readingSystemTables } from './system-tables.ts'

const SCHEMA_FILE = fileURLToPath(new URL('../schema.prisma', import.meta.url))

/** SQL from the tables all migrations make to the tables `schema.prisma` describes. */
async function differenceToSchema(database: Database): Promise<string> {
  const schema = { path: SCHEMA_FILE, content: await readFile(SCHEMA_FILE, 'utf8') }
  const engine = await createEngine(readingSystemTables(database.pool), schema.content)
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: dirname(SCHEMA_FILE) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    })
    return stdout ?? ''
  } finally {
    engine.free()
  }
}

async function writeMigration(title: string, sql: string): Promise<string> {
  const count = (await listMigrationNames()).length
  const name = `${String(count + 1).padStart(4, '0')}_${title}`
  const folder = join(MIGRATIONS_FOLDER, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), sql)
  return join(folder, 'migration.sql')
}

async function createMigration(title: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wz-migration-'))
  await mkdir(MIGRATIONS_FOLDER, { recursive: true })
  const database = await openDatabase({ dataDir })
  try {
    await migrate(database, { onProgress: console.log })
    const sql = await differenceToSchema(database)
    if (sql.trim() === '' || sql.includes('This is an empty migration'))
      console.log('The tables are as the schema describes them.')
    else console.log(`Written: ${await writeMigration(title, sql)}`)
  } finally {
    await database.close()
    await rm(dataDir, { recursive: true })
  }
}

const title = process.argv[2]
if (title === undefined || !/^[a-z0-9_]+$/.test(title)) {
  console.error('Usage: npx pnpm migrate:new <name>   (small letters, digits and _)')
  process.exitCode = 1
} else {
  await createMigration(title)
}
