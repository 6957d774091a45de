// What of one person's changes is to be undone, or was: a stretch of the log, and of it what one row of the activity tells.

import type { Db, UpdateKind } from '@app/prisma'
import type { ChangesOf } from '../document/index.ts'

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
export async function readUndone(db: Db, documentId: string): Promise<ChangesOf[]> {
  const rows = await db.restoration.findMany({ where: { documentId, kind: 'CHANGES' }, orderBy: { id: 'asc' } })
  return rows.map(({ personId, fromSeq, toSeq, changesKind: kind, changesOrganizationId: organizationId }) =>
    toChanges({
      personId: personId ?? '',
      fromSeq: fromSeq ?? 0,
      toSeq: toSeq ?? 0,
      of: kind === null ? null : { kind, organizationId },
    }),
  )
}
