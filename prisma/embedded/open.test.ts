import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../client.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wz-open-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

it('begins again when the creation of the database was cut short', async () => {
  await mkdir(join(dataDir, 'postgres', 'base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
  const database = await openDatabase({ dataDir })
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await database.close()
  expect(await readdir(dataDir)).toContainEqual(expect.stringMatching(/^postgres-unfinished-/))
})

it('listens in a folder nobody else may enter, and leaves nothing there', async () => {
  const database = await openDatabase({ dataDir })
  expect((await stat(join(dataDir, 'socket'))).mode & 0o777).toBe(0o700)
  await database.close()
  expect((await readdir(dataDir)).sort()).toEqual(['lock', 'postgres'])
})
