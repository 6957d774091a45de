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
    // As one value: a statement takes fewer parameters than a text may have units.
    db.$executeRaw`
      UPDATE "UnitReview" SET "hash" = ${NONE}
      WHERE "documentId" = ${documentId} AND "hash" NOT IN (SELECT unnest(${current}::text[]))`,
    db.$executeRaw`
      INSERT INTO "DocumentHistory" AS h ("documentId", "epoch") VALUES (${documentId}, ${newId()})
      ON CONFLICT ("documentId") DO UPDATE SET "open" = '[]', "epoch" = EXCLUDED."epoch"`,
  ]
}
