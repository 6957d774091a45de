import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
