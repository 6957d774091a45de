// Sealing: rows that nobody will add to go from their table into a segment, in one transaction, and the chain goes on over
// them. Nothing is ever in neither place or in both: the rows are locked, counted again, and deleted only where the segment
// that holds them was written; a trigger refuses any other way out of the table. Appends are not waited for and do not wait.

import type { Db } from '@app/prisma'
import { readLog } from './log-read.ts'
import { firstLink, linkAfter, originalOf, type StoredRow } from './segment/chain.ts'
import { newSalts, type SaltSeed, saltsOf, withoutSalt } from './segment/salts.ts'
import { packSegment, unpackSegment } from './segment/segment.ts'

/** A segment of the log. */
export interface Segment {
  seqFrom: number
  seq: number
  data: Uint8Array
  /** The chain after its last row. */
  link: string
  /** When a row of it was redacted or found void, last. */
  amendedAt: Date | null
}

const VOID: Amendment = { kind: 'VOID', isSecret: false }

/** A segment holds at most so many rows: whoever wants one of them unpacks them all. */
export const SEGMENT_ROWS = 2_000
/** A segment with fewer rows goes on with what is sealed next. */
const GROWS_BELOW = 1_000

/** Seals what stands in the table up to `upTo`. Answers how many rows; fewer where another node was first. */
export async function sealLog(db: Db, documentId: string, upTo: number, now: Date): Promise<number> {
  let sealed = 0
  for (;;) {
    const last = await findLastSegment(db, documentId)
    const count = last === null ? 0 : last.seq - last.seqFrom + 1
    const grows = last !== null && count < GROWS_BELOW
    const limit = SEGMENT_ROWS - (grows ? count : 0)
    const rows = wholeRows(await readLog(db, documentId, { after: last?.seq ?? 0, upTo, limit }), last?.seq ?? 0)
    if (rows.length === 0) return sealed
    const before = grows ? unpackSegment(last.data) : { rows: [], seeds: newSalts() }
    const all = [...before.rows, ...rows]
    const salts = saltsOf(before.seeds, all.length).slice(before.rows.length)
    const link = linkAfter(last?.link ?? firstLink(documentId), rows, salts)
    const segment = { data: await packSurely(all, before.seeds), link, ...timesOf(all) }
    if (!(await write(db, { documentId, rows, segment, grown: grows ? last : null, now }))) return sealed
    sealed += rows.length
  }
}

/** The newest segment; null where nothing is sealed. */
export async function findLastSegment(db: Db, documentId: string): Promise<Segment | null> {
  return db.logSegment.findFirst({ where: { documentId }, orderBy: { seqFrom: 'desc' } })
}

/** Rows up to the first hole. */
function wholeRows(rows: readonly StoredRow[], after: number): StoredRow[] {
  const end = rows.findIndex(({ seqFrom, seq }, index) => seqFrom !== seq || seq !== after + 1 + index)
  return end === -1 ? [...rows] : rows.slice(0, end)
}

/** @throws Error where what was packed is not what comes out: then nothing is sealed. */
async function packSurely(rows: readonly StoredRow[], seeds: readonly SaltSeed[]): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Uint8Array(await packSegment(rows, seeds))
  const again = unpackSegment(packed).rows
  const isSame = again.length === rows.length && again.every((row, index) => factsOf(row) === factsOf(rows[index]))
  if (!isSame) throw new Error(`Rows from ${rows[0]?.seq} do not come out of their segment as they went in`)
  return packed
}

function factsOf(row: StoredRow | undefined): string {
  if (row === undefined) return ''
  const { update, original, ...facts } = row
  const keys = Object.keys(facts).sort() as (keyof typeof facts)[]
  return JSON.stringify([...keys.map((key) => facts[key]), original ?? null, Buffer.from(update).toString('base64')])
}

function timesOf(rows: readonly StoredRow[]): { firstAt: Date; lastAt: Date } {
  const times = rows.map(({ createdAt }) => createdAt.getTime())
  const first = times.reduce((least, time) => Math.min(least, time), Number.MAX_SAFE_INTEGER)
  return { firstAt: new Date(first), lastAt: new Date(times.at(-1) ?? 0) }
}

interface Sealing {
  documentId: string
  /** Those that go out of the table. */
  rows: readonly StoredRow[]
  segment: { data: Uint8Array<ArrayBuffer>; link: string; firstAt: Date; lastAt: Date }
  /** The segment that grows by them; null for a new one. */
  grown: Segment | null
  now: Date
}

/** One transaction; false where another node was first, or a row was found void meanwhile, and nothing was written. */
async function write(db: Db, { documentId, rows, segment, grown, now }: Sealing): Promise<boolean> {
  const from = rows[0]?.seq ?? 0
  const to = rows.at(-1)?.seq ?? 0
  const { data, link, firstAt, lastAt } = segment
  const voids = rows.filter(({ kind }) => kind === 'VOID').length
  const [, written] = await db.$transaction([
    db.$queryRaw`
      SELECT "seq" FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "seq" BETWEEN ${from} AND ${to} ORDER BY "seq" FOR UPDATE`,
    db.$executeRaw`
      INSERT INTO "LogSegment" AS s ("documentId", "seqFrom", "seq", "data", "link", "firstAt", "lastAt", "sealedAt")
      SELECT ${documentId}, ${grown?.seqFrom ?? from}, ${to}, ${data}, ${link}, ${firstAt}::timestamp,
        ${lastAt}::timestamp, ${now}::timestamp
      FROM (
        SELECT count(*) AS "rows", count(*) FILTER (WHERE "kind" = 'VOID') AS "voids" FROM "DocumentUpdate"
        WHERE "documentId" = ${documentId} AND "seq" BETWEEN ${from} AND ${to}
      ) standing
      WHERE standing."rows" = ${rows.length} AND standing."voids" = ${voids}
      ON CONFLICT ("documentId", "seqFrom") DO UPDATE
      SET "seq" = EXCLUDED."seq", "data" = EXCLUDED."data", "link" = EXCLUDED."link", "firstAt" = EXCLUDED."firstAt",
        "lastAt" = EXCLUDED."lastAt", "sealedAt" = EXCLUDED."sealedAt"
      WHERE s."link" = ${grown?.link ?? ''} AND s."amendedAt" IS NOT DISTINCT FROM ${grown?.amendedAt ?? null}::timestamp`,
    db.$executeRaw`
      UPDATE "DocumentClient" AS client
      SET "sealedClientSeq" = GREATEST(client."sealedClientSeq", sealed."clientSeq")
      FROM (
        SELECT "clientId", max("clientSeq") AS "clientSeq" FROM "DocumentUpdate"
        WHERE "documentId" = ${documentId} AND "seq" BETWEEN ${from} AND ${to} AND "clientSeq" IS NOT NULL
        GROUP BY "clientId"
      ) sealed
      WHERE client."documentId" = ${documentId} AND client."clientId" = sealed."clientId"
        AND EXISTS (SELECT FROM "LogSegment" WHERE "documentId" = ${documentId} AND "link" = ${link})`,
    db.$executeRaw`
      DELETE FROM "DocumentUpdate"
      WHERE "documentId" = ${documentId} AND "seq" BETWEEN ${from} AND ${to}
        AND EXISTS (SELECT FROM "LogSegment" WHERE "documentId" = ${documentId} AND "link" = ${link})`,
  ])
  return written === 1
}

/** What a sealed row says from now on; its place in the chain stays as it was. */
export interface Amendment extends Partial<Pick<StoredRow, 'kind' | 'update'>> {
  /** What it said must not be guessed from its hash: its salt goes. */
  isSecret: boolean
}

/** A segment's bytes with rows amended; null where none is. To be written only where the segment is still the same. */
export async function amendSegment(
  segment: Segment,
  amend: (row: StoredRow) => Amendment | null,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { rows, seeds } = unpackSegment(segment.data)
  const salts = saltsOf(seeds, rows.length)
  let left: SaltSeed[] = seeds
  let isAmended = false
  const amended = rows.map((row, index) => {
    const amendment = amend(row)
    if (amendment === null) return row
    isAmended = true
    const { isSecret, ...change } = amendment
    if (isSecret) left = withoutSalt(left, index)
    return { ...row, ...change, original: originalOf(row, salts[index]) }
  })
  return isAmended ? packSurely(amended, left) : null
}

/** Marks a sealed row void: what it holds cannot be applied. Tries again where the segment changed meanwhile. */
export async function voidSealed(db: Db, documentId: string, seq: number, now: Date): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const segment = await db.logSegment.findFirst({ where: { documentId, seqFrom: { lte: seq }, seq: { gte: seq } } })
    if (segment === null) break
    const amended = await amendSegment(segment, (row) => (row.seq === seq ? VOID : null))
    if (amended === null) break
    const { seqFrom, link, amendedAt } = segment
    const { count } = await db.logSegment.updateMany({
      where: { documentId, seqFrom, link, amendedAt },
      data: { data: amended, amendedAt: laterThan(amendedAt, now) },
    })
    if (count === 1) return
  }
  throw new Error(`Row ${seq} could not be marked void`)
}

/** The moment of an amendment: it tells one state of a segment from the next, so it never stands still. */
export function laterThan(before: Date | null, now: Date): Date {
  return new Date(Math.max(now.getTime(), (before?.getTime() ?? 0) + 1))
}
