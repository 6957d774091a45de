// Which checkpoints are kept, and how: what is far enough from its neighbours stays, as what it adds to the one before it.

import type { Db } from '@app/prisma'
import { addition, packState, partsOf, type State, unpackState } from './checkpoint-state.ts'

const NEWEST_KEPT = 2
/** An older checkpoint goes where opening a place without it would still replay no more rows of the log than this. */
const MAX_REPLAYED_ROWS = 10_000
/** So many at most make one state: each is read and applied. */
const MAX_PARTS = 12

interface Kept {
  seq: number
  isFilled: boolean
}

/**
 * Drops the checkpoint that is no longer one of the newest, unless too many rows lie between its neighbours, or it is
 * the only one that knows who wrote what: the history feature gives that to newer ones a little later. One that stays
 * stays for good.
 */
export async function thinOut(db: Db, documentId: string): Promise<void> {
  const newest = await db.$queryRaw<Kept[]>`
    SELECT "seq", "attribution" IS NOT NULL AS "isFilled" FROM "DocumentCheckpoint"
    WHERE "documentId" = ${documentId} ORDER BY "seq" DESC LIMIT ${NEWEST_KEPT + 2}`
  const [next, last, earlier] = newest.slice(NEWEST_KEPT - 1)
  if (next === undefined || last === undefined) return
  const isNeeded = newest.find(({ isFilled }) => isFilled) === last
  if (!isNeeded && next.seq - (earlier?.seq ?? 0) <= MAX_REPLAYED_ROWS) {
    await db.documentCheckpoint.deleteMany({ where: { documentId, seq: last.seq } })
  } else if (earlier !== undefined) await standOn(db, documentId, last.seq, earlier.seq)
}

/** A state of ten thousand rows later holds four fifths of the same: it is stored as what it adds. */
async function standOn(db: Db, documentId: string, seq: number, base: number): Promise<void> {
  const where = { documentId_seq: { documentId, seq } }
  const [whole, earlier] = await Promise.all([
    db.documentCheckpoint.findUnique({ where, select: { state: true, base: true, createdAt: true } }),
    readState(db, documentId, base),
  ])
  if (whole === null || whole.base !== null || earlier === null || earlier.length >= MAX_PARTS) return
  const added = additionOrNull(earlier, unpackState(whole.state))
  if (added === null) return
  const state = await packState(added)
  // Another node may have done it, or a redaction have taken either away.
  await db.$executeRaw`
    UPDATE "DocumentCheckpoint" SET "state" = ${state}, "base" = ${base}
    WHERE "documentId" = ${documentId} AND "seq" = ${seq} AND "base" IS NULL AND "createdAt" = ${whole.createdAt}::timestamp
      AND EXISTS (SELECT FROM "DocumentCheckpoint" WHERE "documentId" = ${documentId} AND "seq" = ${base})`
}

/** Null where either cannot be read: then the later one stays as it is, for whoever reads it to find out. */
function additionOrNull(earlier: State, later: Uint8Array): Uint8Array | null {
  try {
    return addition(earlier, later)
  } catch {
    return null
  }
}

/** The state of the checkpoint at a place; null where there is none. */
async function readState(db: Db, documentId: string, seq: number): Promise<State | null> {
  const parts = await db.$queryRaw<{ state: Uint8Array }[]>`
    WITH RECURSIVE checkpoint AS (
      SELECT "seq", "base", "state" FROM "DocumentCheckpoint" WHERE "documentId" = ${documentId} AND "seq" = ${seq}
    ), ${partsOf(documentId)}
    SELECT "state" FROM parts ORDER BY "seq"`
  return parts.length === 0 ? null : parts.map(({ state }) => unpackState(state))
}
