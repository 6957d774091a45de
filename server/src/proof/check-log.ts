// Checks a document's log against everything that was said about it: no row is missing or stands elsewhere, the chain ends
// where each segment says it does, whoever a row names owns the client ids it was written under, and each version's text has
// the hash that was written down. Reads only; no checkpoint is believed.

import type { Db, Version } from '@app/prisma'
import * as Y from 'yjs'
import { BODY, canonicalHash, createDocument, readContent } from '../document/index.ts'
import {
  firstLink,
  nextLink,
  type OriginalRow,
  originalOf,
  readLog,
  type SegmentContent,
  type StoredRow,
  saltsOf,
  unpackSegment,
} from '../sync/index.ts'
import type { RedactionPlaces } from './redaction/redactions.ts'

/** The first thing that is wrong; later ones would only follow from it. */
export interface Problem {
  what:
    | 'HOLE'
    | 'UNREADABLE_SEGMENT'
    | 'BROKEN_LINK'
    | 'FOREIGN_AUTHOR'
    | 'UNREADABLE_ROW'
    | 'WRONG_VERSION'
    | 'UNDECLARED_REDACTION'
    | 'SHORT_LOG'
  /** The rows, or the version's number, that it is about. */
  from: number
  to: number
}

export interface CheckedLog {
  documentId: string
  rows: number
  /** How many of them are chained. */
  sealed: number
  /** Rows whose words were redacted. */
  redacted: number
  versions: number
  /** The chain after the last sealed row. */
  link: string
  problem: Problem | null
}

const PAGE_ROWS = 2_000

type CheckedVersion = Pick<Version, 'number' | 'seq' | 'hash' | 'redactedHash'>

/** What is written down beside the log. */
interface Stated {
  /** Whose each client id is. */
  owners: ReadonlyMap<number, string>
  versions: readonly CheckedVersion[]
  /** Rows that redactions say they changed. */
  declared: ReadonlySet<number>
}

/** Goes through the whole log of a document. */
export async function checkLog(db: Db, documentId: string): Promise<CheckedLog> {
  const [{ headSeq }, versions, clients, redactions] = await Promise.all([
    db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } }),
    db.version.findMany({ where: { documentId }, orderBy: { number: 'asc' } }),
    db.documentClient.findMany({ where: { documentId } }),
    db.redaction.findMany({ where: { documentId }, select: { places: true } }),
  ])
  const declared = new Set(redactions.flatMap(({ places }) => (places as unknown as RedactionPlaces).rows))
  const owners = new Map(clients.map(({ clientId, userId }) => [Number(clientId), userId]))
  const check = new LogCheck(documentId, { owners, versions, declared })
  const problem =
    check.begin() ?? (await checkSegments(db, check)) ?? (await checkStanding(db, check)) ?? check.end(headSeq)
  return { ...check.result, problem }
}

async function checkSegments(db: Db, check: LogCheck): Promise<Problem | null> {
  for (;;) {
    const segment = await db.logSegment.findFirst({
      where: { documentId: check.result.documentId, seqFrom: { gt: check.result.rows } },
      orderBy: { seqFrom: 'asc' },
    })
    if (segment === null) return null
    const { seqFrom: from, seq: to } = segment
    if (from !== check.result.rows + 1) return { what: 'HOLE', from: check.result.rows + 1, to: from - 1 }
    const content = readSurely(segment.data)
    if (content?.rows[0]?.seq !== from || content.rows.at(-1)?.seq !== to)
      return { what: 'UNREADABLE_SEGMENT', from, to }
    const { rows, seeds } = content
    const problem = await check.takeAll(rows, saltsOf(seeds, rows.length))
    if (check.result.link !== segment.link) return { what: 'BROKEN_LINK', from, to }
    if (problem !== null) return problem
    check.result.sealed = to
  }
}

async function checkStanding(db: Db, check: LogCheck): Promise<Problem | null> {
  for (;;) {
    const { documentId, rows: after } = check.result
    const rows = await readLog(db, documentId, { after, limit: PAGE_ROWS })
    const problem = await check.takeAll(rows, null)
    if (problem !== null || rows.length < PAGE_ROWS) return problem
  }
}

function readSurely(data: Uint8Array): SegmentContent | null {
  try {
    return unpackSegment(data)
  } catch {
    return null
  }
}

/** The state of a check: the text and the chain after the last row that was taken. */
class LogCheck {
  readonly result: Omit<CheckedLog, 'problem'>
  private readonly stated: Stated
  private readonly doc = createDocument()

  constructor(documentId: string, stated: Stated) {
    this.stated = stated
    this.result = { documentId, rows: 0, sealed: 0, redacted: 0, versions: 0, link: firstLink(documentId) }
  }

  /** Before the first row: versions of a text that was empty. */
  begin(): Problem | null {
    return this.judgeVersions(0)
  }

  /** Takes rows while nothing is wrong, but goes on with the chain, so that the caller can tell what broke first. */
  async takeAll(rows: readonly StoredRow[], salts: readonly (string | undefined)[] | null): Promise<Problem | null> {
    let problem: Problem | null = null
    for (const [index, row] of rows.entries()) {
      const missing = row.seqFrom !== this.result.rows + 1 || row.seq !== row.seqFrom
      if (missing)
        return problem ?? { what: 'HOLE', from: this.result.rows + 1, to: Math.max(row.seq - 1, this.result.rows + 1) }
      if (salts !== null) this.result.link = nextLink(this.result.link, row, linkedOf(row, salts[index]))
      this.result.rows = row.seq
      if (row.original !== undefined) this.result.redacted += 1
      problem ??= this.judge(row)
      if (row.seq % 500 === 0) await new Promise(setImmediate)
    }
    return problem
  }

  /** After the last row. */
  end(headSeq: number): Problem | null {
    const { rows } = this.result
    if (rows < headSeq) return { what: 'SHORT_LOG', from: rows + 1, to: headSeq }
    const { pendingStructs, pendingDs } = this.doc.store
    return pendingStructs === null && pendingDs === null ? null : { what: 'UNREADABLE_ROW', from: rows, to: rows }
  }

  private judge(row: StoredRow): Problem | null {
    const { seq, kind, original } = row
    if (original !== undefined && kind !== 'VOID' && !this.stated.declared.has(seq)) {
      return { what: 'UNDECLARED_REDACTION', from: seq, to: seq }
    }
    if (kind !== 'VOID') {
      const clients = apply(this.doc, row.update)
      if (clients === null) return { what: 'UNREADABLE_ROW', from: seq, to: seq }
      const ids = row.clientId === null ? clients : [...clients, row.clientId]
      if (ids.some((id) => this.stated.owners.get(id) !== row.userId))
        return { what: 'FOREIGN_AUTHOR', from: seq, to: seq }
    }
    return this.judgeVersions(seq)
  }

  private judgeVersions(seq: number): Problem | null {
    for (const { number, hash, redactedHash, ...version } of this.stated.versions) {
      if (version.seq !== seq) continue
      if (canonicalHash(readContent(this.doc.getText(BODY))) !== (redactedHash ?? hash)) {
        return { what: 'WRONG_VERSION', from: number, to: number }
      }
      this.result.versions += 1
    }
    return null
  }
}

/** A row that has neither its salt nor its hash any more breaks the chain, whatever it says. */
function linkedOf(row: StoredRow, salt: string | undefined): OriginalRow {
  return row.original === undefined && salt === undefined ? { kind: row.kind, updateHash: '' } : originalOf(row, salt)
}

/** The client ids an update writes under; null where it cannot be applied. */
function apply(doc: Y.Doc, update: Uint8Array): number[] | null {
  try {
    const { structs } = Y.decodeUpdate(update)
    Y.applyUpdate(doc, update)
    return [...new Set(structs.map(({ id }) => id.client))]
  } catch {
    return null
  }
}
