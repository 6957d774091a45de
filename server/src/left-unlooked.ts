import type { Db } from '@app/prisma'

/** Longer than a document is ever kept waiting for its quiet moment, its look included. */
const MARGIN_MS = 60_000

/**
 * Documents whose quiet moment the last stop may have cut off: those written in shortly before the last write of all,
 * which was before the stop.
 */
export async function findLeftUnlooked(db: Db): Promise<string[]> {
  const { _max } = await db.document.aggregate({ _max: { lastWriteAt: true } })
  if (_max.lastWriteAt === null) return []
  const since = new Date(_max.lastWriteAt.getTime() - MARGIN_MS)
  const rows = await db.document.findMany({ where: { lastWriteAt: { gte: since } }, select: { id: true } })
  return rows.map(({ id }) => id)
}
