import type { Db } from '@app/prisma'
import { AppError } from '../errors.ts'

/** One page of the versions of a document, the newest first, as ids. */
export interface VersionKeys {
  ids: string[]
  endCursor: string | null
  hasNextPage: boolean
}

const MAX_PAGE = 100

export async function listVersions(
  db: Db,
  documentId: string,
  { first, after, namedOnly }: { first: number; after: string | null; namedOnly: boolean },
): Promise<VersionKeys> {
  if (first < 1 || first > MAX_PAGE) throw new AppError('INVALID', 'first')
  const rows = await db.version.findMany({
    where: {
      documentId,
      ...(after !== null && { number: { lt: parseCursor(after) } }),
      ...(namedOnly && { kind: 'NAMED' }),
    },
    orderBy: { number: 'desc' },
    take: first + 1,
    select: { id: true, number: true },
  })
  const page = rows.slice(0, first)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    endCursor: last === undefined ? null : String(last.number),
    hasNextPage: rows.length > first,
  }
}

function parseCursor(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) throw new AppError('INVALID', 'after')
  return Number(cursor)
}
