import { access, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './client.ts'
import { migrate } from './migrate.ts'
import { listMigrationNames, MIGRATIONS_FOLDER } from './migrations.ts'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from './testing.ts'

const NEXT = '9999_next'

/** Our migrations and one more. */
async function folderWith(sql: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wz-migrations-'))
  await cp(MIGRATIONS_FOLDER, folder, { recursive: true })
  await mkdir(join(folder, NEXT))
  await writeFile(join(folder, NEXT, 'migration.sql'), sql)
  return folder
}

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`migrations on ${kind}`, () => {
    let database: FreshDatabase
    const folders: string[] = []

    beforeEach(async () => {
      database = await freshDatabase(kind)
    })
    afterEach(async () => {
      await database.drop()
      await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
    })
    const withNext = async (sql: string): Promise<string> => {
      const folder = await folderWith(sql)
      folders.push(folder)
      return folder
    }
    const countTables = async (name: string): Promise<number> => {
      const { rowCount } = await database.pool.query('SELECT 1 FROM pg_tables WHERE tablename = $1', [name])
      return rowCount ?? 0
    }

    it('are recorded as Prisma records them, and applied once', async () => {
      const { rows } = await database.pool.query('SELECT migration_name FROM _prisma_migrations ORDER BY 1')
      expect(rows.map((row) => row.migration_name)).toEqual(await listMigrationNames())
      expect((await migrate(database)).applied).toEqual([])
    })

    it('bring an existing database forward', async () => {
      const folder = await withNext('CREATE TABLE "Next" ("id" TEXT PRIMARY KEY);')
      expect((await migrate(database, { folder })).applied).toEqual([NEXT])
      expect(await countTables('Next')).toBe(1)
    })

    it('leave nothing behind when they fail, and can be tried again', async () => {
      const broken = await withNext('CREATE TABLE "Next" ("id" TEXT PRIMARY KEY);\nALTER TABLE "NoSuch" ADD "x" TEXT;')
      await expect(migrate(database, { folder: broken })).rejects.toThrow()
      expect(await countTables('Next')).toBe(0)
      const mended = await withNext('CREATE TABLE "Next" ("id" TEXT PRIMARY KEY);')
      expect((await migrate(database, { folder: mended })).applied).toEqual([NEXT])
    })

    it('refuse a database that a newer program has changed', async () => {
      await migrate(database, { folder: await withNext('CREATE TABLE "Next" ("id" TEXT PRIMARY KEY);') })
      await expect(migrate(database)).rejects.toThrow(`newer version of this program (it has ${NEXT})`)
    })
  })
}

describe('the data folder', () => {
  it('is copied before a migration changes it, and the copy opens with what was in it', async () => {
    const database = await freshDatabase('embedded')
    await database.db.instance.create({ data: { demo: false, createdAt: new Date(0) } })
    const folder = await folderWith('DROP TABLE "Instance";')
    const { copiedTo } = await migrate(database, { folder })
    await expect(database.db.instance.count()).rejects.toThrow()

    const restored = await mkdtemp(join(tmpdir(), 'wz-restored-'))
    await cp(copiedTo ?? '', join(restored, 'postgres'), { recursive: true })
    const copy = await openDatabase({ dataDir: restored })
    expect(await copy.db.instance.count()).toBe(1)
    await copy.close()
    await database.drop()
    await Promise.all([restored, folder].map((path) => rm(path, { recursive: true })))
  })

  it('is not copied when it is new', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'wz-new-'))
    const database = await openDatabase({ dataDir })
    expect(await migrate(database)).toEqual({ applied: await listMigrationNames() })
    await expect(access(join(dataDir, 'copies'))).rejects.toThrow()
    await database.close()
    await rm(dataDir, { recursive: true })
  })
})
