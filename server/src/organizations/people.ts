import { type Db, Prisma } from '@app/prisma'
import { FOLDED_LETTERS, searchWords } from '../documents/search.ts'

/** Ids of people with open accounts whose folded name holds every word, by name, after the first `offset` of them. */
export async function findPeopleIds(db: Db, search: string, limit: number, offset = 0): Promise<string[]> {
  const words = searchWords(search)
  if (words.length === 0) return []
  const folded = Prisma.sql`translate(lower("name"), ${FOLDED_LETTERS.from}, ${FOLDED_LETTERS.to})`
  const conditions = words.map((word) => Prisma.sql`${folded} LIKE ${`%${word}%`}`)
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User"
    WHERE "disabledAt" IS NULL AND ${Prisma.join(conditions, ' AND ')}
    ORDER BY "name" COLLATE "C", "id" LIMIT ${limit} OFFSET ${offset}`
  return rows.map((row) => row.id)
}
