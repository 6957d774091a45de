import { type Db, Prisma } from '@app/prisma'

/** Everything the database holds, as text; bytes as what they say where they are not packed. */
export async function everythingKept(db: Db): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`
  const rows = await Promise.all(
    tables.map(({ name: table }) =>
      db.$queryRaw<{ row: string }[]>(Prisma.sql`SELECT t::text AS "row" FROM ${Prisma.raw(`"${table}"`)} t`),
    ),
  )
  const bytes = rows.flat().flatMap(({ row }) => [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex = '']) => hex))
  return (
    rows
      .flat()
      .map(({ row }) => row)
      .join('\n') + bytes.map((hex) => Buffer.from(hex, 'hex').toString('utf8')).join('\n')
  )
}
