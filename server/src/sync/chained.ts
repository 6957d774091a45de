// Reads the log together with its chain, for whoever seals it or checks it: rows that stand with the salt and the link they
// were written with, segments with the link after their last row.

import type { Db, UpdateKind } from '@app/prisma'
import { HEAD, type LogPart } from './log-read.ts'
import { hashUpdate, type StoredRow } from './segment/chain.ts'
import { saltsOf } from './segment/salts.ts'
import { type SegmentContent, unpackSegment } from './segment/segment.ts'

/** A row in the chain. */
export interface ChainedRow {
  row: StoredRow
  /** In hexadecimal; undefined where a redaction took it away. */
  salt: string | undefined
  /** The chain after it, as it was written down; null within a segment. */
  link: string | null
}

/** A stretch of the log as it is stored. */
export interface ChainPart {
  /** None where the bytes of a segment cannot be read, or hold other rows than they should. */
  rows: ChainedRow[]
  /** Where it is sealed: its first and last row. */
  segment: { from: number; to: number } | null
}

interface StandingRow extends Omit<StoredRow, 'clientId' | 'update' | 'original'> {
  formerKind: UpdateKind | null
  clientId: bigint | null
  data: Uint8Array
  salt: Uint8Array
  link: Uint8Array
}

const PAGE_ROWS = 2_000

/** Rows that stand in their table. */
export async function readStanding(db: Db, documentId: string, part: LogPart): Promise<ChainedRow[]> {
  const { after, upTo = HEAD, limit = HEAD } = part
  const rows = await db.documentUpdate.findMany({
    where: { documentId, seq: { gt: after, lte: upTo } },
    orderBy: { seq: 'asc' },
    take: limit,
  })
  return rows.map(({ documentId: _documentId, ...row }) => toChained(row))
}

function toChained({ formerKind, clientId, data, salt, link, ...facts }: StandingRow): ChainedRow {
  const own = hexOf(salt)
  const row: StoredRow = { ...facts, clientId: clientId === null ? null : Number(clientId), update: data }
  const original = formerKind === null ? {} : { original: { kind: formerKind, updateHash: hashUpdate(data, own) } }
  return { row: { ...row, ...original }, salt: own, link: hexOf(link) }
}

/** The log, or what of it comes after a row, part by part; nothing is missed or doubled while somebody seals. */
export async function* readChain(db: Db, documentId: string, from = 0): AsyncGenerator<ChainPart> {
  for (let after = from; ; ) {
    const part = (await readSealed(db, documentId, after)) ?? (await readUnsealed(db, documentId, after))
    if (part === null) return
    after = part.segment?.to ?? part.rows.at(-1)?.row.seq ?? after
    yield part
  }
}

async function readUnsealed(db: Db, documentId: string, after: number): Promise<ChainPart | null> {
  const rows = await readStanding(db, documentId, { after, limit: PAGE_ROWS })
  const standing = rows.length === 0 ? null : { rows, segment: null }
  // What was sealed right before those were read is in a segment now.
  return (await readSealed(db, documentId, after)) ?? standing
}

async function readSealed(db: Db, documentId: string, after: number): Promise<ChainPart | null> {
  const found = await db.logSegment.findFirst({
    where: { documentId, seq: { gt: after } },
    orderBy: { seqFrom: 'asc' },
  })
  if (found === null) return null
  const segment = { from: found.seqFrom, to: found.seq }
  const content = unpackSurely(found.data)
  if (content?.rows[0]?.seq !== segment.from || content.rows.at(-1)?.seq !== segment.to) return { rows: [], segment }
  const salts = saltsOf(content.salts, content.rows.length)
  const rows = content.rows.map((row, index) => {
    return { row, salt: salts[index], link: row.seq === segment.to ? found.link : null }
  })
  return { rows: rows.filter(({ row }) => row.seq > after), segment }
}

function unpackSurely(data: Uint8Array): SegmentContent | null {
  try {
    return unpackSegment(data)
  } catch {
    return null
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
