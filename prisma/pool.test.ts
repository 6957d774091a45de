import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPool } from './pool.ts'
import { openLink } from './testing/link.ts'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from './testing.ts'

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`connections to ${kind}`, () => {
    let database: FreshDatabase
    beforeAll(async () => {
      database = await freshDatabase(kind)
    })
    afterAll(() => database.drop())

    it('survive statements that fail', async () => {
      const instance = { id: 1, demo: false, createdAt: new Date(0) }
      await database.db.instance.create({ data: instance })
      for (let attempt = 0; attempt < 50; attempt++) {
        await expect(database.db.instance.create({ data: instance })).rejects.toThrow('Unique constraint')
        expect(await database.db.instance.count()).toBe(1)
      }
    })

    it('serve a transaction and single statements at the same time', async () => {
      const { db } = database
      const work = Array.from({ length: 40 }, (_, index) =>
        index % 4 === 0
          ? db.$transaction([db.instance.findMany(), db.user.count()])
          : db.organization.create({ data: { id: `o${index}`, name: `${index}` } }),
      )
      await Promise.all(work)
      expect(await db.organization.count()).toBe(30)
    })
  })
}

describe.skipIf(!(await isAvailable('postgres')))('a connection that fell silent', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase('postgres')
  })
  afterAll(() => database.drop())

  it('is given up, in the middle of a transaction too, and what comes next goes over a new one', async () => {
    const link = await openLink(database.url ?? '')
    const pool = createPool({ connectionString: link.url, max: 1, query_timeout: 300 })
    const client = await pool.connect()
    await client.query('BEGIN')
    link.fallSilent()
    await expect(client.query('SELECT 1')).rejects.toThrow('timeout')
    await expect(client.query('ROLLBACK')).rejects.toThrow()
    client.release()
    expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }])
    link.fallSilent()
    await expect(pool.query('SELECT 3')).rejects.toThrow('timeout')
    expect((await pool.query('SELECT 4 AS four')).rows).toEqual([{ four: 4 }])
    expect([link.made(), pool.totalCount]).toEqual([3, 1])
    const slow = pool.query('SELECT pg_sleep(20)')
    link.tearOff()
    await expect(slow).rejects.toThrow()
    expect((await pool.query('SELECT 5 AS five')).rows).toEqual([{ five: 5 }])
    await pool.end()
    await link.close()
  })
})
