import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorOf, createDocumentRow } from '../sync/testing.ts'
import { countDocuments, listDocuments } from './list.ts'

/** More than a statement takes parameters. */
const DOCUMENTS = 33_000
const PAGE = 100

const ACTOR = {
  ...actorOf('anna'),
  memberships: [{ organizationId: 'o', organizationKind: 'NGO' as const, role: 'MEMBER' as const }],
}

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase('embedded')
  const { db } = database
  await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
  await createDocumentRow(db, 'none')
  await db.$executeRaw`
    INSERT INTO "Document"
      ("id", "kind", "title", "searchText", "organizationId", "createdById", "updatedAt", "epoch", "headSeq", "lastWriteAt")
    SELECT 'd' || n, 'OTHER', 'Dokument', 'dokument', 'o', 'u', now(), 'e', 1, now() - n % 7 * interval '1 minute'
    FROM generate_series(1, ${DOCUMENTS}::int) AS n`
})
afterAll(() => database.drop())

test('however many documents are unread, they are listed page by page in one order', async () => {
  const { db } = database
  const filter = { unreadOnly: true }
  const whole = { first: PAGE, after: null }
  const first = await listDocuments(db, ACTOR, filter, whole)
  expect(await countDocuments(db, first.parts)).toBe(DOCUMENTS)
  const second = await listDocuments(db, ACTOR, filter, { first: PAGE, after: first.endCursor })
  const all = await listDocuments(db, ACTOR, {}, whole)
  expect(first.ids).toEqual(all.ids)
  expect(second.ids).toEqual((await listDocuments(db, ACTOR, {}, { first: PAGE, after: all.endCursor })).ids)
  await db.readMark.create({ data: { userId: 'anna', documentId: first.ids[0] ?? '', seq: 1 } })
  const left = await listDocuments(db, ACTOR, filter, whole)
  expect(left.ids.slice(0, -1)).toEqual(first.ids.slice(1))
})
