// Remarks that were taken into the text, as whoever resolved them said: a declaration about a unit and a stretch of the log.
// Nothing here is found out from the words.

import type { Db } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { mayRemark } from '../auth/remark-policy.ts'

export interface TakenInRemark {
  threadId: string
  /** What was done after the first and not after the second of these places in the log. */
  since: number
  until: number
}

/** By the units they are about. */
export class TakenIn {
  private readonly byUnit = new Map<string, TakenInRemark[]>()

  add(unitId: string, remark: TakenInRemark): void {
    const known = this.byUnit.get(unitId)
    if (known === undefined) this.byUnit.set(unitId, [remark])
    else known.push(remark)
  }

  /** Those on a unit, which may have several ids. */
  on(unitIds: readonly (string | undefined)[]): readonly TakenInRemark[] {
    if (this.byUnit.size === 0) return []
    return [...new Set(unitIds)].flatMap((id) => this.byUnit.get(id ?? '') ?? [])
  }
}

/** Those that this person may read: not what was taken back, nor what is hidden from them. */
export async function readTakenIn(db: Db, actor: Actor, access: DocumentAccess): Promise<TakenIn> {
  const threads = await db.thread.findMany({
    where: { documentId: access.documentId, takenInSeq: { not: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      unitId: true,
      seq: true,
      takenInSeq: true,
      comments: {
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: 1,
        select: { createdById: true, deletedAt: true, hiddenAt: true },
      },
    },
  })
  const takenIn = new TakenIn()
  for (const { id, unitId, seq, takenInSeq, comments } of threads) {
    const [remark] = comments
    if (takenInSeq === null || remark === undefined || remark.deletedAt !== null) continue
    const isOwn = remark.createdById === actor.userId
    if (remark.hiddenAt !== null && !isOwn && !mayRemark(actor, 'moderate', access, remark.createdById)) continue
    takenIn.add(unitId, { threadId: id, since: seq, until: takenInSeq })
  }
  return takenIn
}
