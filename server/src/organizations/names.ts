import { type Db, Prisma } from '@app/prisma'
import { fold } from '../documents/search.ts'
import { LENGTHS } from '../limits.ts'

const FOLDED_AT_ONCE = 1_000

/** What a person or an organisation is called, as it is written and as it is searched. */
export function named(name: string): { name: string; searchName: string } {
  return { name, searchName: fold(name) }
}

/** One line, without what cannot be seen; null where that is no name of a person. */
export function toPersonName(text: string): string | null {
  const visible = text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return visible.length === 0 || visible.length > LENGTHS.personName ? null : visible
}

/** Before names are searched: folds those that were written before they were folded, or by something else than this program. */
export async function foldNames(db: Db, table: 'User' | 'Organization'): Promise<void> {
  const into = Prisma.raw(`"${table}"`)
  for (;;) {
    const rows = await db.$queryRaw<{ id: string; name: string }[]>`
      SELECT "id", "name" FROM ${into} WHERE "searchName" IS NULL ORDER BY "id" LIMIT ${FOLDED_AT_ONCE}`
    if (rows.length === 0) return
    const [ids, names, folded] = [
      rows.map(({ id }) => id),
      rows.map(({ name }) => name),
      rows.map(({ name }) => fold(name)),
    ]
    // Locked in one order, since two may search at once; whoever is called otherwise by now was folded with the new name.
    await db.$executeRaw`
      WITH locked AS MATERIALIZED (SELECT "id" FROM ${into} WHERE "id" = ANY(${ids}::text[]) ORDER BY "id" FOR UPDATE)
      UPDATE ${into} AS row SET "searchName" = given."folded"
      FROM locked JOIN unnest(${ids}::text[], ${names}::text[], ${folded}::text[]) AS given("id", "name", "folded")
        ON given."id" = locked."id"
      WHERE row."id" = given."id" AND row."name" = given."name" AND row."searchName" IS NULL`
  }
}
