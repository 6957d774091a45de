import type { Db, Prisma } from '@app/prisma'
import { type DocumentContent, plainTextOf } from '../../document/index.ts'
import { unitsOf } from '../../history/units.ts'
import { newId } from '../../ids.ts'

/** The hash of no unit. */
const NONE = 'redacted'

/**
 * Hashes of what units said, by which a short word could be guessed: of sittings that may go on, which end here, and of units
 * that staff went over and that were changed since, which stay so.
 * @param content what the text says afterwards
 */
export function forgetPrints(db: Db, documentId: string, content: DocumentContent): Prisma.PrismaPromise<unknown>[] {
  const current = unitsOf(plainTextOf(content)).map(({ hash }) => hash)
  return [
    db.unitReview.updateMany({ where: { documentId, hash: { notIn: current } }, data: { hash: NONE } }),
    db.$executeRaw`
      INSERT INTO "DocumentHistory" AS h ("documentId", "epoch") VALUES (${documentId}, ${newId()})
      ON CONFLICT ("documentId") DO UPDATE SET "open" = '[]', "epoch" = EXCLUDED."epoch"`,
  ]
}
