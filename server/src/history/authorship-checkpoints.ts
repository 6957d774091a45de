// The authorship that checkpoints carry. Only the newest that has one keeps it: nothing in it ever changes, so it answers
// for every earlier place, too.

import type { Db } from '@app/prisma'
import { type Checkpoints, partsOf, type State, unpackState } from '../sync/index.ts'

export interface FilledCheckpoint {
  seq: number
  state: State
  attribution: Uint8Array
}

/** One that lies beyond the log (a restored backup) is of another past. */
export async function readNewestFilled(db: Db, documentId: string): Promise<FilledCheckpoint | null> {
  const parts = await db.$queryRaw<{ seq: number; state: Uint8Array; attribution: Uint8Array | null }[]>`
    WITH RECURSIVE checkpoint AS MATERIALIZED (
      SELECT c."seq", c."base", c."state", c."attribution"
      FROM "DocumentCheckpoint" c JOIN "Document" d ON d."id" = c."documentId" AND c."seq" <= d."headSeq"
      WHERE c."documentId" = ${documentId} AND c."attribution" IS NOT NULL
      ORDER BY c."seq" DESC LIMIT 1
    ), ${partsOf(documentId)}
    SELECT "seq", "state", (SELECT "attribution" FROM checkpoint WHERE checkpoint."seq" = parts."seq") AS "attribution"
    FROM parts ORDER BY "seq"`
  const newest = parts.at(-1)
  if (newest === undefined || newest.attribution === null) return null
  const { seq, attribution } = newest
  return { seq, attribution, state: parts.map(({ state }) => unpackState(state)) }
}

/** The place of the newest checkpoint, where it is past `seq` and has no authorship. */
export async function findUnfilled(db: Db, documentId: string, seq: number): Promise<number | null> {
  const row = await db.documentCheckpoint.findFirst({
    where: { documentId, attribution: null, seq: { gt: seq } },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  return row?.seq ?? null
}

/** Gives a checkpoint its authorship and takes it from earlier ones, in one statement; nothing where it is gone. */
export async function saveAttribution(
  db: Db,
  documentId: string,
  seq: number,
  attribution: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await db.$executeRaw`
    UPDATE "DocumentCheckpoint"
    SET "attribution" = CASE WHEN "seq" = ${seq} THEN ${attribution}::bytea END
    WHERE "documentId" = ${documentId} AND ("seq" = ${seq} OR ("seq" < ${seq} AND "attribution" IS NOT NULL AND EXISTS (
      SELECT FROM "DocumentCheckpoint" newer WHERE newer."documentId" = ${documentId} AND newer."seq" = ${seq})))`
}

/** The same checkpoints; whoever `fill`s hears of each that was saved. */
export function fillingCheckpoints(
  checkpoints: Checkpoints,
  fill: (documentId: string, seq: number) => void,
): Checkpoints {
  return {
    ...checkpoints,
    async save(documentId, checkpoint, at) {
      await checkpoints.save(documentId, checkpoint, at)
      fill(documentId, checkpoint.seq)
    },
  }
}
