// Checks a document's log against everything that was said about it: no row is missing or stands elsewhere, the chain is the
// one that was written with each row and ends where the document says it does, whoever a row names owns the client ids it was
// written under, each version's text has the hash that was written down, and the chain knows what was redacted. Reads only; no
// checkpoint is believed.

import type { Db, Version } from '@app/prisma'
import * as Y from 'yjs'
import { BODY, canonicalHash, createDocument, readContent } from '../document/index.ts'
import {
  type ChainedRow,
  type ChainPart,
  firstLink,
  hashUpdate,
  nextLink,
  type OriginalRow,
  readChain,
  type StoredRow,
} from '../sync/index.ts'
import { readInOneEpoch } from './one-epoch.ts'
import { findUnwitnessed, readStated, type StatedRedaction } from './redaction/stated.ts'

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
    | 'UNWITNESSED_REDACTION'
    | 'SHORT_LOG'
    | 'LONG_LOG'
  /** The rows, or the number of the version or of the redaction, that it is about. */
  from: number
  to: number
}

export interface CheckedLog {
  documentId: string
  rows: number
  /** How many of them are sealed. */
  sealed: number
  /** Rows whose words were redacted. */
  redacted: number
  versions: number
  /** The chain after the last row. */
  link: string
  problem: Problem | null
}

type CheckedVersion = Pick<Version, 'number' | 'seq' | 'hash' | 'redactedHash'>

/** What is written down beside the log. */
interface Stated {
  /** Whose each client id is. */
  owners: ReadonlyMap<number, string>
  versions: readonly CheckedVersion[]
  redactions: readonly StatedRedaction[]
}

/** Where the document says that its log ends. */
interface End {
  headSeq: number
  headLink: Uint8Array | null
}

/** Goes through the whole log of a document, as it is when that begins, or after a redaction that came between. */
export function checkLog(db: Db, documentId: string): Promise<CheckedLog> {
  return readInOneEpoch(
    db,
    documentId,
    () => checkOnce(db, documentId),
    ({ problem }) => problem === null,
  )
}

async function checkOnce(db: Db, documentId: string): Promise<CheckedLog> {
  const end = await readEnd(db, documentId)
  const [versions, clients, redactions] = await Promise.all([
    db.version.findMany({ where: { documentId, seq: { lte: end.headSeq } }, orderBy: { number: 'asc' } }),
    db.documentClient.findMany({ where: { documentId } }),
    readStated(db, documentId),
  ])
  const owners = new Map(clients.map(({ clientId, userId }) => [Number(clientId), userId]))
  const check = new LogCheck(documentId, { owners, versions, redactions })
  const problem = check.begin() ?? (await checkRows(db, check, end)) ?? check.end(end)
  return { ...check.result, problem: problem ?? (await findBeyond(db, documentId)) }
}

function readEnd(db: Db, documentId: string): Promise<End> {
  return db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true, headLink: true } })
}

async function checkRows(db: Db, check: LogCheck, { headSeq }: End): Promise<Problem | null> {
  for await (const part of readChain(db, check.result.documentId)) {
    const problem = await checkPart(check, part, headSeq)
    if (problem !== null || check.result.rows >= headSeq) return problem
  }
  return null
}

async function checkPart(check: LogCheck, { rows, segment }: ChainPart, headSeq: number): Promise<Problem | null> {
  if (segment === null) {
    return check.takeAll(rows.filter(({ row }) => row.seq <= headSeq))
  }
  const { from, to } = segment
  if (from > check.result.rows + 1) return { what: 'HOLE', from: check.result.rows + 1, to: from - 1 }
  if (rows.length === 0) return { what: 'UNREADABLE_SEGMENT', from, to }
  const problem = await check.takeAll(rows)
  if (problem === null) check.result.sealed = to
  // Which row of them broke it, nothing says any more.
  return problem?.what === 'BROKEN_LINK' ? { ...problem, from, to } : problem
}

/** Rows after the end of the log are nobody's. */
async function findBeyond(db: Db, documentId: string): Promise<Problem | null> {
  const [beyond] = await db.$queryRaw<{ from: number; to: number }[]>`
    SELECT d."headSeq" + 1 AS "from", max(u."seq")::int AS "to"
    FROM "Document" d JOIN "DocumentUpdate" u ON u."documentId" = d."id" AND u."seq" > d."headSeq"
    WHERE d."id" = ${documentId} GROUP BY d."id"`
  return beyond === undefined ? null : { what: 'LONG_LOG', ...beyond }
}

/** The state of a check: the text and the chain after the last row that was taken. */
class LogCheck {
  readonly result: Omit<CheckedLog, 'problem'>
  private readonly stated: Stated
  /** Rows that redactions say they changed: whether the chain says so is seen at its end. */
  private readonly declared: ReadonlySet<number>
  private readonly declaredFrom: number
  private readonly witnesses = new Set<string>()
  private readonly doc = createDocument()

  constructor(documentId: string, stated: Stated) {
    this.stated = stated
    this.declared = new Set(stated.redactions.flatMap(({ rows }) => rows))
    this.declaredFrom = [...this.declared].reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
    this.result = { documentId, rows: 0, sealed: 0, redacted: 0, versions: 0, link: firstLink(documentId) }
  }

  /** Before the first row: versions of a text that was empty. */
  begin(): Problem | null {
    return this.judgeVersions(0)
  }

  /** Takes rows. What their chain says comes first: the rest may only follow from it. */
  async takeAll(rows: readonly ChainedRow[]): Promise<Problem | null> {
    let problem: Problem | null = null
    for (const { row, salt, link } of rows) {
      const { seq, seqFrom } = row
      const { rows: before } = this.result
      if (seqFrom !== before + 1 || seq !== seqFrom)
        return problem ?? { what: 'HOLE', from: before + 1, to: Math.max(seq - 1, before + 1) }
      this.result.link = nextLink(this.result.link, row, linkedOf(row, salt))
      if (link !== null && link !== this.result.link) return { what: 'BROKEN_LINK', from: seq, to: seq }
      this.result.rows = seq
      if (salt === undefined) this.result.redacted += 1
      if (row.causeType === 'redaction' && row.causeId !== null) this.witnesses.add(row.causeId)
      problem ??= this.judge(row, salt)
      if (problem !== null && link !== null) return problem
      if (seq % 500 === 0) await new Promise(setImmediate)
    }
    return problem
  }

  /** After the last row. */
  end({ headSeq, headLink }: End): Problem | null {
    const { rows, link } = this.result
    if (rows < headSeq) return { what: 'SHORT_LOG', from: rows + 1, to: headSeq }
    const stated = headLink === null ? firstLink(this.result.documentId) : Buffer.from(headLink).toString('hex')
    if (rows === headSeq && stated !== link) return { what: 'BROKEN_LINK', from: rows, to: rows }
    const { pendingStructs, pendingDs } = this.doc.store
    if (pendingStructs !== null || pendingDs !== null) return { what: 'UNREADABLE_ROW', from: rows, to: rows }
    const which = findUnwitnessed(this.stated.redactions, this.witnesses) + 1
    return which === 0 ? null : { what: 'UNWITNESSED_REDACTION', from: which, to: which }
  }

  private judge(row: StoredRow, salt: string | undefined): Problem | null {
    const { seq, kind } = row
    if (salt === undefined && !this.declared.has(seq)) return { what: 'UNDECLARED_REDACTION', from: seq, to: seq }
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
      const isRedacted = redactedHash !== null && this.declaredFrom <= seq
      if (canonicalHash(readContent(this.doc.getText(BODY))) !== (isRedacted ? redactedHash : hash)) {
        return { what: 'WRONG_VERSION', from: number, to: number }
      }
      this.result.versions += 1
    }
    return null
  }
}

/** What goes into the chain. Where the salt is there the bytes must be, too; a row without salt and hash breaks the chain. */
function linkedOf({ kind, update, original }: StoredRow, salt: string | undefined): OriginalRow {
  if (salt === undefined) return original ?? { kind, updateHash: '' }
  return { kind: original?.kind ?? kind, updateHash: hashUpdate(update, salt) }
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
