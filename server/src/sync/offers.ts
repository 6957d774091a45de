// Words that went with something somebody else removed, kept until the person who wrote them has dealt with them. They
// are brought to every window of theirs that is there, and again at every join, so that neither being away nor an
// answer that got lost on its way loses them.

import type { Db } from '@app/prisma'
import { newId } from '../ids.ts'

export interface Offer {
  id: string
  text: string
}

/** What rooms need of offers; tests bring their own. */
export interface Offers {
  /**
   * Keeps words that a row stranded, per person. Again for the same row it answers with what was kept and still waits. In
   * an epoch that is over nothing is kept: the words may have been redacted, and whoever opens the document anew looks.
   */
  keep(row: StrandingRow, words: ReadonlyMap<string, Stranded>, at: Date): Promise<(Offer & Owner)[]>
  /**
   * What stands in these cells, which a row shows again, is offered no more: words stranded by rows before it, where all
   * that was offered is there. Answers which they are.
   */
  close(row: StrandingRow, cells: readonly string[], at: Date): Promise<ClosedOffer[]>
  /** Ids of what a person has not dealt with yet, the oldest first. */
  listWaiting(documentId: string, userId: string): Promise<string[]>
  /** One of these; null where it does not wait any more. */
  findWaiting(id: string): Promise<Offer | null>
}

export interface Owner {
  userId: string
}

export interface ClosedOffer extends Owner {
  id: string
}

export interface Stranded {
  text: string
  /** The hidden cells in which all of it stands; none where some of it stands elsewhere. */
  cells: readonly string[]
}

export interface StrandingRow {
  documentId: string
  seq: number
  /** Under which it was read. */
  epoch: string
}

/** Offers in the database. */
export function createOffers(db: Db): Offers {
  return {
    async keep({ documentId, seq, epoch }, words, at) {
      for (const some of inStatements(words)) {
        const ids = some.map(() => newId())
        const people = some.map(([person]) => person)
        const texts = some.map(([, { text }]) => text)
        const cells = some.map(([, stranded]) => stranded.cells.join(' '))
        // The lock waits for a redaction that is under way, and then sees its epoch.
        await db.$executeRaw`
          WITH current AS MATERIALIZED (
            SELECT "id" FROM "Document" WHERE "id" = ${documentId} AND "epoch" = ${epoch} FOR KEY SHARE
          )
          INSERT INTO "StrandedText" ("id", "documentId", "seq", "userId", "text", "cells", "createdAt")
          SELECT kept."id", current."id", ${seq}, kept."userId", kept."text", string_to_array(kept."cells", ' '), ${at}::timestamp
          FROM current, unnest(${ids}::text[], ${people}::text[], ${texts}::text[], ${cells}::text[])
            AS kept("id", "userId", "text", "cells")
          ON CONFLICT ("documentId", "seq", "userId") DO NOTHING`
      }
      return db.strandedText.findMany({
        where: { documentId, seq, dismissedAt: null },
        select: { id: true, text: true, userId: true },
      })
    },

    async close({ documentId, seq }, cells, at) {
      // A set of them, looked up: a row may show thousands, and offers may stand in as many.
      await db.$executeRaw`
        WITH shown AS MATERIALIZED (SELECT unnest(${[...cells]}::text[]) AS "cell")
        UPDATE "StrandedText" SET "text" = '', "cells" = '{}', "dismissedAt" = ${at}::timestamp, "closedBy" = ${seq}
        WHERE "documentId" = ${documentId} AND "seq" < ${seq} AND "dismissedAt" IS NULL AND cardinality("cells") > 0
          AND NOT EXISTS (SELECT FROM unnest("cells") AS stands WHERE stands NOT IN (SELECT "cell" FROM shown))`
      // Another node may have been the first: the windows that are here have to hear of it all the same.
      return db.strandedText.findMany({
        where: { documentId, closedBy: seq },
        orderBy: { seq: 'asc' },
        select: { id: true, userId: true },
      })
    },

    async listWaiting(documentId, userId) {
      const rows = await db.strandedText.findMany({
        where: { documentId, userId, dismissedAt: null },
        orderBy: { seq: 'asc' },
        select: { id: true },
      })
      return rows.map(({ id }) => id)
    },

    findWaiting: (id) =>
      db.strandedText.findUnique({ where: { id, dismissedAt: null }, select: { id: true, text: true } }),
  }
}

/** A table that many wrote in may be offered to each of them whole: a statement has a limit, and so has its time. */
const STATEMENT_LENGTH = 4_000_000

function* inStatements(words: ReadonlyMap<string, Stranded>): Generator<[string, Stranded][]> {
  let some: [string, Stranded][] = []
  let length = 0
  for (const one of words) {
    if (some.length > 0 && length + one[1].text.length > STATEMENT_LENGTH) {
      yield some
      some = []
      length = 0
    }
    some.push(one)
    length += one[1].text.length
  }
  if (some.length > 0) yield some
}

/** The person has used or refused these words: they are offered no more, and not kept. False when there are none. */
export async function dismissOffer(db: Db, userId: string, id: string, at: Date): Promise<boolean> {
  const { count } = await db.strandedText.updateMany({
    where: { id, userId, dismissedAt: null },
    data: { text: '', cells: [], dismissedAt: at },
  })
  return count > 0
}
