import { type Db, Prisma } from '@app/prisma'
import { searchWords } from '../documents/search.ts'
import { foldNames } from './names.ts'

/** Ids of people with open accounts whose folded name holds every word, by name, after the first `offset` of them. */
export async function findPeopleIds(db: Db, search: string, limit: number, offset = 0): Promise<string[]> {
  const words = searchWords(search)
  if (words.length === 0) return []
  await foldNames(db, 'User')
  const conditions = words.map((word) => Prisma.sql`"searchName" LIKE ${`%${word}%`}`)
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User"
    WHERE "disabledAt" IS NULL AND ${Prisma.join(conditions, ' AND ')}
    ORDER BY "name" COLLATE "C", "id" LIMIT ${limit} OFFSET ${offset}`
  return rows.map((row) => row.id)
}
