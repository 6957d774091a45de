import type { Db } from '@app/prisma'
import { firstLink, nextLink, originalOf, saltsOf, unpackSegment } from '../sync/index.ts'

/** The chain of a log after the row `seq`; null while that row is not sealed. */
export async function linkAt(db: Db, documentId: string, seq: number): Promise<string | null> {
  const [segment, before] = await Promise.all([
    db.logSegment.findFirst({ where: { documentId, seqFrom: { lte: seq }, seq: { gte: seq } } }),
    db.logSegment.findFirst({
      where: { documentId, seq: { lte: seq } },
      orderBy: { seq: 'desc' },
      select: { seq: true, link: true },
    }),
  ])
  if (before?.seq === seq) return before.link
  let link = before?.link ?? firstLink(documentId)
  if (seq === 0) return link
  if (segment === null) return null
  const { rows, seeds } = unpackSegment(segment.data)
  const salts = saltsOf(seeds, rows.length)
  for (const [index, row] of rows.entries())
    if (row.seq <= seq) link = nextLink(link, row, originalOf(row, salts[index]))
  return link
}
