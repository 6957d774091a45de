// The folded state of a document up to a place in its log, so that opening it need not replay everything.
// Derived and never trusted over the log: it may be deleted and made again, and one that lies beyond the log's head
// (a restored backup) is not used. Written as Yjs v2, which only ever holds bytes this server made, and packed.

import type { Db } from '@app/prisma'
import { packState, partsOf, type State, unpackState } from './checkpoint-state.ts'
import { thinOut } from './checkpoint-thinning.ts'

export interface Checkpoint {
  seq: number
  state: State
}

export interface NewCheckpoint {
  seq: number
  /** Yjs state, v2. */
  state: Uint8Array
  /** Of the document, when the state was read: of another epoch nothing is kept, it may hold what was taken out. */
  epoch: string
}

/** What rooms need of checkpoints; tests bring their own. */
export interface Checkpoints {
  /** The newest one at or before `seq`, without those at `except`; null if none. */
  findNewest(documentId: string, seq: number, except?: readonly number[]): Promise<Checkpoint | null>
  /** Whatever rows up to it stranded must be kept: they are looked at no more. */
  save(documentId: string, checkpoint: NewCheckpoint, at: Date): Promise<void>
  /** Forgets those at or after `seq`: what they hold can no longer be believed. */
  dropFrom(documentId: string, seq: number): Promise<void>
}

/** Checkpoints in the database: the two newest of each document, and as many older ones as make any place quick to open. */
export function createCheckpoints(db: Db): Checkpoints {
  return {
    async findNewest(documentId, seq, except = []) {
      const parts = await db.$queryRaw<{ seq: number; state: Uint8Array }[]>`
        WITH RECURSIVE checkpoint AS (
          SELECT "seq", "base", "state" FROM "DocumentCheckpoint"
          WHERE "documentId" = ${documentId} AND "seq" <= ${seq} AND "seq" <> ALL(${[...except]}::int[])
          ORDER BY "seq" DESC LIMIT 1
        ), ${partsOf(documentId)}
        SELECT "seq", "state" FROM parts ORDER BY "seq"`
      const newest = parts.at(-1)
      return newest === undefined ? null : { seq: newest.seq, state: parts.map(({ state }) => unpackState(state)) }
    },

    async save(documentId, { seq, state, epoch }, at) {
      const packed = await packState(state)
      // The lock waits for a redaction that is under way, and then sees its epoch.
      await db.$executeRaw`
        WITH current AS (
          UPDATE "Document" SET "offeredSeq" = GREATEST("offeredSeq", ${seq})
          WHERE "id" = ${documentId} AND "epoch" = ${epoch} RETURNING "id"
        )
        INSERT INTO "DocumentCheckpoint" ("documentId", "seq", "state", "createdAt")
        SELECT "id", ${seq}, ${packed}, ${at}::timestamp FROM current
        ON CONFLICT DO NOTHING`
      await thinOut(db, documentId)
    },

    async dropFrom(documentId, seq) {
      await db.documentCheckpoint.deleteMany({ where: { documentId, seq: { gte: seq } } })
    },
  }
}
