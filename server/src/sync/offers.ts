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
  /** Keeps words that the row `seq` stranded, per person. Again for the same row it answers with what was kept. */
  keep(documentId: string, seq: number, words: ReadonlyMap<string, string>, at: Date): Promise<(Offer & Owner)[]>
  /** What a person has not dealt with yet, the oldest first. */
  findWaiting(documentId: string, userId: string): Promise<Offer[]>
}

export interface Owner {
  userId: string
}

/** Offers in the database. */
export function createOffers(db: Db): Offers {
  return {
    async keep(documentId, seq, words, at) {
      const rows = [...words].map(([userId, text]) => ({ id: newId(), documentId, seq, userId, text, createdAt: at }))
      await db.strandedText.createMany({ data: rows, skipDuplicates: true })
      return db.strandedText.findMany({
        where: { documentId, seq, dismissedAt: null },
        select: { id: true, text: true, userId: true },
      })
    },

    findWaiting: (documentId, userId) =>
      db.strandedText.findMany({
        where: { documentId, userId, dismissedAt: null },
        orderBy: { seq: 'asc' },
        select: { id: true, text: true },
      }),
  }
}

/** The person has used or refused these words: they are offered no more, and not kept. False when there are none. */
export async function dismissOffer(db: Db, userId: string, id: string, at: Date): Promise<boolean> {
  const { count } = await db.strandedText.updateMany({
    where: { id, userId, dismissedAt: null },
    data: { text: '', dismissedAt: at },
  })
  return count > 0
}
