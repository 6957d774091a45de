// What of one person's changes is to be undone, or was: a stretch of the log, and of it what one row of the activity tells.

import type { Db, UpdateKind } from '@app/prisma'
import type { ChangesOf, Undoing } from '../document/index.ts'

export interface ChangesWish {
  kind: 'CHANGES'
  personId: string
  fromSeq: number
  toSeq: number
  /** Only those of one kind, and for one organisation or for none; null for all. */
  of: { kind: UpdateKind; organizationId: string | null } | null
}

export function toChanges({ personId: userId, fromSeq, toSeq, of }: Omit<ChangesWish, 'kind'>): ChangesOf {
  return { userId, fromSeq, toSeq, of }
}

/** What was undone in a document. */
export async function readUndone(db: Db, documentId: string): Promise<Undoing[]> {
  const rows = await db.restoration.findMany({ where: { documentId, kind: 'CHANGES' }, orderBy: { id: 'asc' } })
  return rows.map((row) => ({
    ...toChanges({
      personId: row.personId ?? '',
      fromSeq: row.fromSeq ?? 0,
      toSeq: row.toSeq ?? 0,
      of: row.changesKind === null ? null : { kind: row.changesKind, organizationId: row.changesOrganizationId },
    }),
    row: { seq: row.seq, userId: row.createdById, kind: 'ROLLBACK', organizationId: row.organizationId },
  }))
}
