// The append-only log: the document itself. What `append` answered is committed and will be there after a kill.
// All rooms share one statement per tick; one statement is under way at a time, and what arrives meanwhile waits for
// the next. While the database is away appends wait, bounded, without an answer, and are tried again until it is back;
// trying again is harmless because a push is known by its client id and number.

import { setTimeout as delay } from 'node:timers/promises'
import type { Db, ProposalState, UpdateKind } from '@app/prisma'
import { AppError } from '../errors.ts'
import type { AppendRequest } from './append-request.ts'
import { readUnoffered } from './knowledge.ts'
import { readLog } from './log-read.ts'
import { appendRows, type Verdict } from './log-statement.ts'
import { voidSealed } from './sealed.ts'

export interface LogRow {
  seqFrom: number
  seq: number
  kind: UpdateKind
  clientId: number | null
  userId: string
  /** Yjs v1. */
  update: Uint8Array
}

export interface ProposalOwner {
  authorId: string
  isOpen: boolean
  /** It is open, and something of it stood in the text when that was last noted. */
  isStanding: boolean
  /** Its author entered it for somebody else. */
  isEntered: boolean
  /** When it was decided or withdrawn. */
  closedAt: Date | null
}

export interface LogHead {
  seq: number
  epoch: string
  /** Whatever rows up to this one stranded is kept. */
  offeredSeq: number
}

/** Rows that are not known to be kept, whatever they stranded. */
export interface Unoffered {
  /** They come after this one. */
  offeredSeq: number
  /** What those who made them had seen, where they said so: state vectors by `seq`. */
  seen: ReadonlyMap<number, ReadonlyMap<number, number>>
}

/** What rooms need of a log; tests bring their own. */
export interface UpdateLog {
  /**
   * Resolves once committed, or with the refusal.
   * @throws AppError `UNAVAILABLE` when too much waits already, or this row alone cannot be written.
   */
  append(request: AppendRequest): Promise<Verdict>
  /** Rows after `seq` in order, at most `PAGE_ROWS` of them; fewer means that the end was reached. */
  readAfter(documentId: string, seq: number): Promise<LogRow[]>
  /** Null when there is no such document. */
  findHead(documentId: string): Promise<LogHead | null>
  /** All at one moment. */
  readUnoffered(documentId: string): Promise<Unoffered>
  /** Whose each bound client id of the document is. */
  readOwners(documentId: string): Promise<Map<number, string>>
  /** Whose each proposal of the document is, and whether its author may still change it. */
  readProposals(documentId: string): Promise<Map<string, ProposalOwner>>
  /** The one change a row may see: what it holds cannot be applied and is skipped from now on. */
  markVoid(documentId: string, seq: number): Promise<void>
  /** From now on copies made under `epoch` must not merge into this document. False when it had another one. */
  changeEpoch(documentId: string, epoch: string, next: string): Promise<boolean>
  /** What still waits for the database after `timeoutMs` from now is refused. */
  giveUpAfter(timeoutMs: number): void
  /** Waits for what is under way; takes nothing more. */
  close(): Promise<void>
}

export interface LogLogger {
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

export interface LogOptions {
  db: Db
  logger: LogLogger
  /** Bytes of updates that may wait for the database. */
  maxWaitingBytes?: number
}

export const PAGE_ROWS = 2_000
const MAX_ROWS_PER_STATEMENT = 200
const MAX_BYTES_PER_STATEMENT = 4_000_000
const MAX_WAITING_BYTES = 64_000_000
const MAX_TRIES_ALONE = 3
const FIRST_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 2_000

interface Waiting {
  request: AppendRequest
  resolve: (verdict: Verdict) => void
  reject: (error: Error) => void
}

/** Is this what stands at this place of the log? So a row is known whose answer was lost. */
export async function holdsRow(
  log: Pick<UpdateLog, 'readAfter'>,
  documentId: string,
  { seq, update }: { seq: number; update: Uint8Array },
): Promise<boolean> {
  const [row] = await log.readAfter(documentId, seq - 1)
  return row?.seq === seq && Buffer.from(row.update).equals(update)
}

function weightOf({ update, seen }: AppendRequest): number {
  return update.length + (seen?.length ?? 0)
}

/** The log in the database. */
export function createLog(options: LogOptions): UpdateLog {
  return new DatabaseLog(options)
}

class DatabaseLog implements UpdateLog {
  private readonly db: Db
  private readonly logger: LogLogger
  private readonly maxWaitingBytes: number
  private readonly waiting: Waiting[] = []
  private waitingBytes = 0
  private writing: Promise<void> | null = null
  private readonly closing = new AbortController()
  private giveUpTimer: NodeJS.Timeout | undefined

  constructor({ db, logger, maxWaitingBytes = MAX_WAITING_BYTES }: LogOptions) {
    this.db = db
    this.logger = logger
    this.maxWaitingBytes = maxWaitingBytes
  }

  append(request: AppendRequest): Promise<Verdict> {
    if (this.closing.signal.aborted || this.waitingBytes + weightOf(request) > this.maxWaitingBytes) {
      return Promise.reject(new AppError('UNAVAILABLE', 'log'))
    }
    this.waitingBytes += weightOf(request)
    const verdict = new Promise<Verdict>((resolve, reject) => this.waiting.push({ request, resolve, reject }))
    this.writing ??= this.writeAll()
    return verdict
  }

  async readAfter(documentId: string, seq: number): Promise<LogRow[]> {
    return readLog(this.db, documentId, { after: seq, limit: PAGE_ROWS })
  }

  async findHead(documentId: string): Promise<LogHead | null> {
    const row = await this.db.document.findUnique({
      where: { id: documentId },
      select: { headSeq: true, epoch: true, offeredSeq: true },
    })
    return row === null ? null : { seq: row.headSeq, epoch: row.epoch, offeredSeq: row.offeredSeq }
  }

  readUnoffered(documentId: string): Promise<Unoffered> {
    return readUnoffered(this.db, documentId)
  }

  async readOwners(documentId: string): Promise<Map<number, string>> {
    const rows = await this.db.documentClient.findMany({
      where: { documentId },
      select: { clientId: true, userId: true },
    })
    return new Map(rows.map(({ clientId, userId }) => [Number(clientId), userId]))
  }

  async readProposals(documentId: string): Promise<Map<string, ProposalOwner>> {
    const rows = await this.db.changeProposal.findMany({
      where: { documentId },
      select: { id: true, createdById: true, enteredById: true, state: true, decidedAt: true },
    })
    const isOpen = (state: ProposalState): boolean => state === 'OPEN' || state === 'SUPERSEDED'
    return new Map(
      rows.map(({ id, createdById: authorId, enteredById, state, decidedAt }) => {
        const closedAt = isOpen(state) ? null : decidedAt
        const owner = { authorId, isOpen: isOpen(state), isStanding: state === 'OPEN', closedAt }
        return [id, { ...owner, isEntered: enteredById !== null }]
      }),
    )
  }

  async markVoid(documentId: string, seq: number): Promise<void> {
    const count = await this.db.$executeRaw`
      UPDATE "DocumentUpdate" SET "formerKind" = COALESCE("formerKind", "kind"), "kind" = 'VOID'
      WHERE "documentId" = ${documentId} AND "seq" = ${seq}`
    if (count === 0) await voidSealed(this.db, documentId, seq, new Date())
  }

  async changeEpoch(documentId: string, epoch: string, next: string): Promise<boolean> {
    const { count } = await this.db.document.updateMany({ where: { id: documentId, epoch }, data: { epoch: next } })
    return count === 1
  }

  giveUpAfter(timeoutMs: number): void {
    this.giveUpTimer ??= setTimeout(() => this.closing.abort(), timeoutMs)
  }

  async close(): Promise<void> {
    await this.writing
    clearTimeout(this.giveUpTimer)
    this.closing.abort()
  }

  private async writeAll(): Promise<void> {
    await new Promise(setImmediate)
    while (this.waiting.length > 0) await this.write(this.takeBatch())
    this.writing = null
  }

  private takeBatch(): Waiting[] {
    let rows = 0
    let bytes = 0
    for (const { request } of this.waiting) {
      bytes += weightOf(request)
      if (rows > 0 && (rows >= MAX_ROWS_PER_STATEMENT || bytes > MAX_BYTES_PER_STATEMENT)) break
      rows += 1
    }
    return this.waiting.splice(0, rows)
  }

  /** Tries until the database answers. Where it answers but not to all rows together, each is tried alone. */
  private async write(batch: Waiting[]): Promise<void> {
    for (let attempt = 1; !this.closing.signal.aborted; attempt++) {
      const error = await this.tryWrite(batch)
      if (error === null) return
      this.logger.warn({ err: error, attempt, rows: batch.length }, 'append failed, trying again')
      await this.backOff(attempt)
      if (!(await this.isDatabaseThere())) continue
      if (batch.length > 1) {
        for (const row of batch) await this.write([row])
        return
      }
      if (attempt >= MAX_TRIES_ALONE) break
    }
    for (const waiting of batch) this.settle(waiting, () => waiting.reject(new AppError('UNAVAILABLE', 'log')))
  }

  private async tryWrite(batch: Waiting[]): Promise<unknown> {
    try {
      const verdicts = await appendRows(
        this.db,
        batch.map(({ request }) => request),
      )
      if (verdicts.length !== batch.length) throw new Error('The log answered for another number of rows')
      batch.forEach((waiting, index) => {
        this.settle(waiting, () => waiting.resolve(verdicts[index] as Verdict))
      })
      return null
    } catch (error) {
      return error
    }
  }

  private settle({ request }: Waiting, answer: () => void): void {
    this.waitingBytes -= weightOf(request)
    answer()
  }

  private async backOff(attempt: number): Promise<void> {
    const longest = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt)
    await delay(longest * (0.5 + Math.random() / 2), undefined, { signal: this.closing.signal }).catch(() => undefined)
  }

  private async isDatabaseThere(): Promise<boolean> {
    return this.db.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    )
  }
}
