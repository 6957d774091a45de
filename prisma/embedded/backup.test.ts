import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../client.ts'
import { type FreshDatabase, freshDatabase } from '../testing.ts'
import { backupFolder, copyFolder, isBackupDue, listBackups, makeBackup } from './backup.ts'

const DAY_MS = 24 * 60 * 60_000

let database: FreshDatabase
let dataDir: string

beforeAll(async () => {
  database = await freshDatabase('embedded')
  dataDir = database.dataDir ?? ''
  await mkdir(backupFolder(dataDir))
})
afterAll(() => database.drop())

it('is not a backup when it does not open, and costs none of the older ones', async () => {
  const old = Array.from({ length: 7 }, (_, day) => `2026-01-0${day + 1}T03-00-00-000Z.tar.gz`)
  for (const name of old) await writeFile(`${backupFolder(dataDir)}/${name}`, 'kept')
  const dump = (file: string): Promise<void> => writeFile(file, 'no archive')
  await expect(makeBackup({ dataDir, pool: database.pool, dump })).rejects.toThrow()
  expect((await readdir(backupFolder(dataDir))).sort()).toEqual(old)
})

it('is one of the newest seven, for nobody else to read', async () => {
  const made = await database.backup?.()
  expect(made?.counts).toEqual({ documents: 0, updates: 0 })
  const files = await listBackups(dataDir)
  expect(files).toHaveLength(7)
  expect(files.at(-1)).toBe(made?.file)
  expect(files[0]).toContain('2026-01-02')
  expect((await stat(made?.file ?? '')).mode & 0o777).toBe(0o600)
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

it('takes copies from before migrations with it that are older than all backups, and no newer ones', async () => {
  const folder = copyFolder(dataDir)
  const [old, newer, other] = ['2026-01-01T03-00-00-000Z-before-2', '2026-01-05T03-00-00-000Z-before-3', 'moja kopia']
  for (const name of [old, newer, other]) {
    await mkdir(`${folder}/${name}`, { recursive: true })
    await writeFile(`${folder}/${name}/base`, 'words')
  }
  await database.backup?.()
  expect((await listBackups(dataDir))[0]).toContain('2026-01-03')
  expect((await readdir(folder)).sort()).toEqual([newer, other])
})

it('is due when the last one is a day old', async () => {
  expect(await isBackupDue(dataDir)).toBe(false)
  const yesterday = new Date(Date.now() - DAY_MS)
  await utimes((await listBackups(dataDir)).at(-1) ?? '', yesterday, yesterday)
  expect(await isBackupDue(dataDir)).toBe(true)
})

it('leaves nothing that a killed process had begun once the folder is opened again', async () => {
  await database.close()
  const [finished, begun, other] = [
    '2026-01-08T03-00-00-000Z.tar.gz',
    '2026-01-09T03-00-00-000Z.tar.gz.partial',
    'moja kopia.partial',
  ]
  for (const name of [finished, begun, other]) await writeFile(`${backupFolder(dataDir)}/${name}`, 'kept')
  const opened = await openDatabase({ dataDir })
  await opened.close()
  const names = await readdir(backupFolder(dataDir))
  expect([finished, begun, other].map((name) => names.includes(name))).toEqual([true, false, true])
})
