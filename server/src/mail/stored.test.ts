import { type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeMail } from './stored.ts'

const WORDS = { kind: 'digest', locale: 'pl', subject: 'Nowe', text: 'Uwaga', html: '<p>Uwaga</p>' }

describe.each(['embedded', 'postgres'] as const)('a mail that is noted, on %s', async (kind) => {
  describe.skipIf(!(await isAvailable(kind)))('with words of documents', () => {
    let database: FreshDatabase

    beforeAll(async () => {
      database = await freshDatabase(kind)
      const { db } = database
      await db.organization.create({ data: { id: 'o', name: 'Okna' } })
      const document = { kind: 'OTHER', title: 'T', searchText: 't', organizationId: 'o', createdById: 'u' } as const
      for (const id of ['a', 'b']) await db.document.create({ data: { ...document, id, epoch: `${id}1` } })
    })
    afterAll(() => database.drop())

    const store = (id: string, documents: Record<string, string>): Promise<boolean> => {
      const mail = { ...WORDS, id, toEmail: 'anna@example.org', createdAt: new Date() }
      return storeMail(database.db, mail, new Map(Object.entries(documents)))
    }

    it('is written where all of them are of the epoch they were read in', async () => {
      expect(await store('none', {})).toBe(true)
      expect(await store('both', { a: 'a1', b: 'b1' })).toBe(true)
      expect(await store('former', { a: 'a1', b: 'b0' })).toBe(false)
      expect(await store('gone', { a: 'a1', c: 'c1' })).toBe(false)
      const rows = await database.db.mailMessage.findMany({ orderBy: { id: 'asc' } })
      expect(rows.map(({ id, documentIds }) => [id, documentIds])).toEqual([
        ['both', ['a', 'b']],
        ['none', []],
      ])
    })

    // The embedded database has one connection: nobody else can be writing.
    if (kind === 'embedded') return
    it('waits for a redaction that is being written, and does not follow it', async () => {
      const client = await database.pool.connect()
      await client.query('BEGIN')
      await client.query(`SELECT 1 FROM "Document" WHERE "id" = 'b' FOR UPDATE`)
      const written = store('late', { a: 'a1', b: 'b1' })
      await new Promise((resolve) => setTimeout(resolve, 300))
      await client.query(`UPDATE "Document" SET "epoch" = 'b2' WHERE "id" = 'b'`)
      await client.query('COMMIT')
      client.release()
      expect(await written).toBe(false)
      expect(await database.db.mailMessage.count({ where: { id: 'late' } })).toBe(0)
    })
  })
})
