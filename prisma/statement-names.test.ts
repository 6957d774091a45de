import { afterEach, describe, expect, it, vi } from 'vitest'
import { statementNames } from './statement-names.ts'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from './testing.ts'

const available = await Promise.all(DATABASE_KINDS.map(isAvailable))

describe('names of prepared statements', () => {
  it('is the same for the same text, another for another, and none once there are too many', () => {
    const nameOf = statementNames()
    const first = nameOf({ sql: 'SELECT 0' })
    const others = Array.from({ length: 299 }, (_, index) => nameOf({ sql: `SELECT ${index + 1}` }))
    expect(nameOf({ sql: 'SELECT 0' })).toBe(first)
    expect(new Set([first, ...others]).size).toBe(300)
    expect(nameOf({ sql: 'SELECT 300' })).toBe('')
    expect(nameOf({ sql: 'SELECT 299' })).toBe(others.at(-1))
  })
})

describe.each(DATABASE_KINDS)('prepared statements on %s', (kind) => {
  let database: FreshDatabase | undefined
  afterEach(() => database?.drop())

  it.skipIf(!available[DATABASE_KINDS.indexOf(kind)])('are prepared anew by a new connection', async () => {
    database = await freshDatabase(kind)
    const { db, pool } = database
    const read = () => db.$queryRaw<{ name: string }[]>`SELECT name FROM pg_prepared_statements`
    expect(await read()).toHaveLength(1)
    expect(await read()).toHaveLength(1)
    const client = await pool.connect()
    client.release(true)
    // The embedded database takes the next connection only when the last one is gone.
    expect(await vi.waitFor(read)).toHaveLength(1)
  })
})
