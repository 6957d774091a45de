// The folded state of a document up to a place in its log, so that opening it need not replay everything.
// Derived and never trusted over the log: it may be deleted and made again, and one that lies beyond the log's head
// (a restored backup) is not used. Written as Yjs v2, which only ever holds bytes this server made, and packed.

import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import type { Db } from '@app/prisma'

export interface Checkpoint {
  seq: number
  /** Yjs state, v2. */
  state: Uint8Array
}

export interface NewCheckpoint extends Checkpoint {
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

const compress = promisify(brotliCompress)
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }
/** The first byte of what is packed; a state in Yjs v2 begins with 0. */
const PACKED = 1

const NEWEST_KEPT = 2
/** An older checkpoint goes where opening a place without it would still replay no more rows of the log than this. */
const MAX_REPLAYED_ROWS = 10_000

/** What is stored of a state. */
export async function packState(state: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array([PACKED, ...(await compress(state, BROTLI))])
}

/** The state of what is stored, packed or not; bytes that are neither are answered as they are, and cannot be applied. */
export function unpackState(stored: Uint8Array): Uint8Array {
  if (stored[0] !== PACKED) return stored
  try {
    return new Uint8Array(brotliDecompressSync(stored.subarray(1)))
  } catch {
    return stored
  }
}

/** Checkpoints in the database: the two newest of each document, and as many older ones as make any place quick to open. */
export function createCheckpoints(db: Db): Checkpoints {
  return {
    async findNewest(documentId, seq, except = []) {
      const newest = await db.documentCheckpoint.findFirst({
        where: { documentId, seq: { lte: seq, notIn: [...except] } },
        orderBy: { seq: 'desc' },
        select: { seq: true, state: true },
      })
      return newest === null ? null : { seq: newest.seq, state: unpackState(newest.state) }
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
      await dropBetween(db, documentId)
    },

    async dropFrom(documentId, seq) {
      await db.documentCheckpoint.deleteMany({ where: { documentId, seq: { gte: seq } } })
    },
  }
}

/**
 * Drops the checkpoint that is no longer one of the newest, unless too many rows lie between its neighbours, or it is
 * the only one that knows who wrote what: the history feature gives that to newer ones a little later.
 */
async function dropBetween(db: Db, documentId: string): Promise<void> {
  const newest = await db.$queryRaw<{ seq: number; isFilled: boolean }[]>`
    SELECT "seq", "attribution" IS NOT NULL AS "isFilled" FROM "DocumentCheckpoint"
    WHERE "documentId" = ${documentId} ORDER BY "seq" DESC LIMIT ${NEWEST_KEPT + 2}`
  const [next, last, earlier] = newest.slice(NEWEST_KEPT - 1)
  if (next === undefined || last === undefined) return
  if (newest.find(({ isFilled }) => isFilled) === last) return
  if (next.seq - (earlier?.seq ?? 0) > MAX_REPLAYED_ROWS) return
  await db.documentCheckpoint.deleteMany({ where: { documentId, seq: last.seq } })
}
