import type { Db } from '@app/prisma'
import { firstLink, nextLink, originalOf, readChain } from '../sync/index.ts'

/** The chain of a log after the row `seq`; null where there is no such row. */
export async function linkAt(db: Db, documentId: string, seq: number): Promise<string | null> {
  if (seq === 0) return firstLink(documentId)
  const standing = await db.documentUpdate.findUnique({ where: { documentId_seq: { documentId, seq } } })
  if (standing !== null) return Buffer.from(standing.link).toString('hex')
  const before = await db.logSegment.findFirst({
    where: { documentId, seq: { lte: seq } },
    orderBy: { seq: 'desc' },
    select: { seq: true, link: true },
  })
  if (before?.seq === seq) return before.link
  let link = before?.link ?? firstLink(documentId)
  for await (const { rows } of readChain(db, documentId, before?.seq ?? 0)) {
    for (const { row, salt } of rows) {
      link = nextLink(link, row, originalOf(row, salt))
      if (row.seq === seq) return link
    }
  }
  return null
}
