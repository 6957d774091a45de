import type { Db } from '@app/prisma'

/**
 * A redaction begins another: what was read or kept before it must not come back. Whoever waits for a turn asks when it
 * comes; null for an unknown document.
 */
export async function readEpoch(db: Db, id: string): Promise<string | null> {
  const row = await db.document.findUnique({ where: { id }, select: { epoch: true } })
  return row?.epoch ?? null
}
