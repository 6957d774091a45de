import { expect, it, vi } from 'vitest'
import { freshDatabase } from '../testing.ts'
import { listBackups } from './backup.ts'
import { startBackups, startUpkeep, vacuumTables } from './upkeep.ts'

it('makes the room of old rows free again', async () => {
  const database = await freshDatabase('embedded')
  const { db, pool } = database
  const pages = async (): Promise<number> =>
    (await pool.query(`SELECT pg_relation_size('"Organization"')::int / 8192 AS pages`)).rows[0].pages
  await db.organization.createMany({ data: Array.from({ length: 500 }, (_, n) => ({ id: `o${n}`, name: `${n}` })) })
  const sizes: number[] = []
  for (const name of ['first', 'second', 'third', 'fourth']) {
    await db.organization.updateMany({ data: { name } })
    await vacuumTables(pool)
    sizes.push(await pages())
  }
  // Every row is written anew each time, into the room its own older copies have left.
  expect(sizes[3]).toBe(sizes[1])
  expect(await db.organization.count({ where: { name: 'fourth' } })).toBe(500)
  await database.drop()
})

it('checkpoints every five minutes, until it is ended', async () => {
  const database = await freshDatabase('embedded')
  const { pool } = database
  const position = async (): Promise<string> =>
    (await pool.query('SELECT checkpoint_lsn::text AS at FROM pg_control_checkpoint()')).rows[0].at
  const before = await position()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const failures: Error[] = []
  const end = startUpkeep(pool, (error) => failures.push(error))
  await pool.query('CREATE TABLE "Written" ("id" INT)')
  vi.advanceTimersByTime(5 * 60_000)
  expect(await position()).not.toBe(before)
  end()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  expect(failures).toEqual([])
  await database.drop()
})

it('makes a backup a day, looking every hour, and goes on after one that failed', async () => {
  const database = await freshDatabase('embedded')
  const dataDir = database.dataDir ?? ''
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const problems: Error[] = []
  let under: Promise<unknown> = Promise.resolve()
  let isFailing = true
  const make = (): Promise<unknown> => {
    under = isFailing
      ? Promise.reject(new Error('no room'))
      : (database.backup?.() ?? Promise.reject(new Error('none')))
    return under
  }
  const end = startBackups(dataDir, make, (error) => problems.push(error))
  const hour = async (): Promise<void> => {
    vi.advanceTimersByTime(60 * 60_000)
    await vi.waitFor(async () => {
      await under.catch(() => undefined)
      expect(problems.length + (await listBackups(dataDir)).length).toBeGreaterThan(0)
    })
  }
  await hour()
  expect(problems.map(({ message }) => message)).toEqual(['no room'])
  expect(await listBackups(dataDir)).toEqual([])
  isFailing = false
  await hour()
  await vi.waitFor(async () => expect(await listBackups(dataDir)).toHaveLength(1), 60_000)
  end()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  expect(problems).toHaveLength(1)
  await database.drop()
})
