// Sealing: rows that nobody will add to go from their table into a segment, in one transaction, with the chain they were
// written with. Nothing is ever in neither place or in both: the rows are locked, counted again, and deleted only where the
// segment that holds them was written; a trigger refuses any other way out of the table. A segment ends with its block of
// rows (`segment/salts.ts`): whoever wants one of them unpacks them all.

import type { Db } from '@app/prisma'
import { type ChainedRow, readStanding } from './chained.ts'
import { originalOf, type StoredRow } from './segment/chain.ts'
import {
  areSame,
  blockOf,
  lastOfBlock,
  type Salts,
  saltsFrom,
  saltsListed,
  saltsOf,
  saltsOver,
  withoutSalt,
} from './segment/salts.ts'
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

/** Seals what stands in the table up to `upTo`. Answers how many rows; fewer where another node was first. */
export async function sealLog(db: Db, documentId: string, upTo: number, now: Date): Promise<number> {
  let sealed = 0
  for (;;) {
    const next = await findNext(db, documentId, upTo)
    if (next === null) return sealed
    const { rows, salts, saltSeed, grown } = next
    const before = grown === null ? [] : unpackSegment(grown.data).rows
    const all = [...before, ...rows.map(({ row }) => row)]
    const from = all[0]?.seq ?? 0
    const data = await packSurely(all, grown === null ? salts : saltsOver(from, salts.seeds))
    // Never made again: where somebody changed a row, its links say so for ever.
    const link = rows.at(-1)?.link ?? ''
    const segment = { data, link, ...timesOf(all) }
    if (!(await write(db, { documentId, rows: rows.map(({ row }) => row), segment, saltSeed, grown, now })))
      return sealed
    sealed += rows.length
  }
}

interface Next {
  rows: ChainedRow[]
  salts: Salts
  /** Of the document, when they were read. */
  saltSeed: Uint8Array<ArrayBuffer>
  /** The segment that grows by them; null for a new one. */
  grown: Segment | null
}

/**
 * The next rows for one segment: of one block, and their salts either all come of the document's seed, or none does. So a
 * block's seed is in one segment alone, out of which a redaction can take what it must.
 */
async function findNext(db: Db, documentId: string, upTo: number): Promise<Next | null> {
  const [last, document] = await Promise.all([
    findLastSegment(db, documentId),
    db.document.findUnique({ where: { id: documentId }, select: { saltSeed: true } }),
  ])
  if (document === null) return null
  const { saltSeed } = document
  const after = last?.seq ?? 0
  const part = { after, upTo: Math.min(upTo, lastOfBlock(blockOf(after + 1))) }
  const standing = wholeRows(await readStanding(db, documentId, part), after)
  if (standing.length === 0) return null
  const made = saltsFrom(saltSeed, after + 1)
  const expected = saltsOf(made, standing.length)
  const isMade = standing.map(({ salt }, index) => salt === expected[index])
  const end = isMade.findIndex((own) => own !== isMade[0])
  const rows = end === -1 ? standing : standing.slice(0, end)
  if (isMade[0] !== true) {
    return {
      rows,
      salts: saltsListed(
        after + 1,
        rows.map(({ salt = '' }) => salt),
      ),
      saltSeed,
      grown: null,
    }
  }
  const grows =
    last !== null && blockOf(last.seq) === blockOf(after + 1) && areSame(unpackSegment(last.data).salts, made)
  return { rows, salts: made, saltSeed, grown: grows ? last : null }
}

/** The newest segment; null where nothing is sealed. */
export async function findLastSegment(db: Db, documentId: string): Promise<Segment | null> {
  return db.logSegment.findFirst({ where: { documentId }, orderBy: { seqFrom: 'desc' } })
}

/** Rows up to the first hole. */
function wholeRows(rows: readonly ChainedRow[], after: number): ChainedRow[] {
  const end = rows.findIndex(({ row: { seqFrom, seq } }, index) => seqFrom !== seq || seq !== after + 1 + index)
  return end === -1 ? [...rows] : rows.slice(0, end)
}

/** @throws Error where what was packed is not what comes out: then nothing is sealed. */
async function packSurely(rows: readonly StoredRow[], salts: Salts): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Uint8Array(await packSegment(rows, salts))
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
  saltSeed: Uint8Array<ArrayBuffer>
  /** The segment that grows by them; null for a new one. */
  grown: Segment | null
  now: Date
}

/**
 * One transaction; false, and nothing written, where another node was first, a row was found void, or words were redacted
 * meanwhile: then the block's seed must not come back. A redaction locks the document, so one of both sees the other.
 */
async function write(db: Db, { documentId, rows, segment, saltSeed, grown, now }: Sealing): Promise<boolean> {
  const from = rows[0]?.seq ?? 0
  const to = rows.at(-1)?.seq ?? 0
  const { data, link, firstAt, lastAt } = segment
  const voids = rows.filter(({ kind }) => kind === 'VOID').length
  const [, , written] = await db.$transaction([
    db.$queryRaw`SELECT "id" FROM "Document" WHERE "id" = ${documentId} FOR KEY SHARE`,
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
        AND EXISTS (SELECT FROM "Document" WHERE "id" = ${documentId} AND "saltSeed" = ${saltSeed})
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
  const { rows, salts } = unpackSegment(segment.data)
  const all = saltsOf(salts, rows.length)
  let left = salts
  let isAmended = false
  const amended = rows.map((row, index) => {
    const amendment = amend(row)
    if (amendment === null) return row
    isAmended = true
    const { isSecret, ...change } = amendment
    if (isSecret) left = withoutSalt(left, index)
    return { ...row, ...change, original: originalOf(row, all[index]) }
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
