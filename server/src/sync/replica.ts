// The server's copy of one document: the newest checkpoint and the tail of its log, applied in one transaction, and
// from then on each committed row in order. It never writes by itself, and what it holds is always exactly the log up
// to `head`. A row that cannot be applied is marked void and the copy is made again without it; a hole in the log
// makes the copy read-only, so that nothing is built on what is missing.

import * as Y from 'yjs'
import { BODY, createDocument } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Checkpoints } from './checkpoint.ts'
import { type LogLogger, type LogRow, PAGE_ROWS, type Unoffered, type UpdateLog } from './log.ts'
import { hasPending } from './pending.ts'
import { beforeHole, replay } from './replay.ts'
import { applyRow, type ExaminedRow, examine, type Stranding, settledRow } from './stranding.ts'

export interface ReplicaOptions {
  documentId: string
  log: UpdateLog
  checkpoints: Checkpoints
  logger: LogLogger
}

const ALL_OFFERED: Unoffered = { offeredSeq: Number.POSITIVE_INFINITY, seen: new Map() }

export class Replica {
  readonly documentId: string
  doc: Y.Doc = createDocument()
  /** `seq` of the last row in `doc`. */
  head = 0
  epoch = ''
  /** Whose each bound client id is. */
  owners = new Map<number, string>()
  /** The log has a hole behind `head`: nothing may be written. */
  isQuarantined = false
  rowsSinceCheckpoint = 0
  /** What rows stranded and is not kept yet, or showed again and is not closed yet, in their order. */
  stranded: Stranding[] = []
  /** About what a checkpoint would weigh. */
  bytes = 0
  private readonly options: ReplicaOptions

  constructor(options: ReplicaOptions) {
    this.options = options
    this.documentId = options.documentId
  }

  get body(): Y.Text {
    return this.doc.getText(BODY)
  }

  /** Whatever rows up to this one stranded is kept. */
  get offeredSeq(): number {
    return (this.stranded[0]?.seq ?? this.head + 1) - 1
  }

  /** @throws AppError `NOT_FOUND` */
  async load(): Promise<void> {
    const { documentId, log } = this.options
    const head = await log.findHead(documentId)
    if (head === null) throw new AppError('NOT_FOUND')
    this.epoch = head.epoch
    this.owners = await log.readOwners(documentId)
    await this.build(head)
  }

  /**
   * Applies a committed row. False where it cannot be applied: the row is void and the copy is made again without it.
   * What it strands waits in `stranded`.
   */
  async apply(row: ExaminedRow): Promise<boolean> {
    if (this.tryApply(row)) return true
    await this.voidRow(row.seq)
    const head = await this.options.log.findHead(this.documentId)
    await this.build({ seq: row.seq, offeredSeq: head?.offeredSeq ?? 0 })
    return false
  }

  /** Reads what other nodes appended before `seq`. Returns the rows that were new and could be applied. */
  async catchUp(seq = Number.POSITIVE_INFINITY): Promise<LogRow[]> {
    const { log } = this.options
    const applied: LogRow[] = []
    for (;;) {
      const rows = await log.readAfter(this.documentId, this.head)
      const unoffered = rows.length > 0 ? await log.readUnoffered(this.documentId) : ALL_OFFERED
      for (const row of rows) {
        if (row.seq >= seq) return applied
        // Read with the log from which the copy was made again.
        if (row.seq <= this.head) applied.push(...(row.kind === 'VOID' ? [] : [row]))
        else if (row.seqFrom !== this.head + 1) {
          this.quarantine(this.head)
          return applied
        } else if (row.kind === 'VOID') this.head = row.seq
        else if (await this.apply(this.examineUnoffered(this.doc, row, unoffered))) applied.push(row)
      }
      if (rows.length < PAGE_ROWS) return applied
    }
  }

  async refreshOwners(): Promise<void> {
    this.owners = await this.options.log.readOwners(this.documentId)
  }

  /** What a checkpoint at `head` holds. */
  encode(): Uint8Array {
    const state = Y.encodeStateAsUpdateV2(this.doc)
    this.bytes = state.length
    return state
  }

  /** A copy for the server's own writes: they are committed first and only then applied here. */
  fork(clientId: number): Y.Doc {
    const copy = createDocument()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc))
    copy.clientID = clientId
    return copy
  }

  private tryApply(row: ExaminedRow): boolean {
    try {
      const found = applyRow(this.doc, row)
      if (hasPending(this.doc)) return false
      if (found !== null) this.stranded.push(found)
    } catch (error) {
      this.options.logger.error({ err: error, documentId: this.documentId }, 'an update could not be applied')
      return false
    }
    this.head = row.seq
    this.rowsSinceCheckpoint += 1
    this.bytes += row.update.length
    return true
  }

  /** What cannot be found of a row must not keep the row out of the document. */
  examine(row: LogRow, seen: ReadonlyMap<number, number> | null, doc = this.doc): ExaminedRow {
    try {
      return examine(doc, row, seen)
    } catch (error) {
      const { documentId, logger } = this.options
      logger.error({ err: error, documentId, seq: row.seq }, 'what a row stranded could not be found')
      return settledRow(row)
    }
  }

  private examineUnoffered(doc: Y.Doc, row: LogRow, { offeredSeq, seen }: Unoffered): ExaminedRow {
    return row.seq <= offeredSeq ? settledRow(row) : this.examine(row, seen.get(row.seq) ?? null, doc)
  }

  /** From a checkpoint before the first row whose words may not be kept yet: that row must be seen to land. */
  private async build(head: { seq: number; offeredSeq: number }): Promise<void> {
    const { documentId, checkpoints, log, logger } = this.options
    const unreadable: number[] = []
    for (;;) {
      const place = Math.min(head.seq, head.offeredSeq)
      const checkpoint = await checkpoints.findNewest(documentId, place, unreadable)
      const rows = await this.readTail(checkpoint?.seq ?? 0)
      // Read after the rows: of those that are not offered then, all that is known of them is there.
      const unoffered = (rows.at(-1)?.seq ?? 0) > head.offeredSeq ? await log.readUnoffered(documentId) : ALL_OFFERED
      const { offeredSeq } = unoffered
      const examineRow = (doc: Y.Doc, row: LogRow): ExaminedRow => this.examineUnoffered(doc, row, unoffered)
      const made = replay({ checkpoint, rows, offeredSeq, examine: examineRow })
      if ('doc' in made) {
        this.doc = made.doc
        this.stranded = made.stranded
        return this.settle(checkpoint?.seq ?? 0, rows, head.seq)
      }
      logger.error({ err: made.error, documentId, at: made.at }, 'a row could not be read')
      if (made.at !== 'checkpoint') await this.voidRow(made.at)
      else if (checkpoint !== null) unreadable.push(checkpoint.seq)
    }
  }

  private async readTail(seq: number): Promise<LogRow[]> {
    const tail: LogRow[] = []
    for (;;) {
      const rows = await this.options.log.readAfter(this.documentId, tail.at(-1)?.seq ?? seq)
      tail.push(...rows)
      if (rows.length < PAGE_ROWS) return tail
    }
  }

  private settle(from: number, rows: LogRow[], headSeq: number): void {
    this.head = beforeHole(rows, from).at(-1)?.seq ?? from
    this.rowsSinceCheckpoint = this.head - from
    this.bytes = Y.encodeStateAsUpdateV2(this.doc).length
    const last = rows.at(-1)?.seq ?? from
    this.isQuarantined = false
    if (this.head < Math.max(last, headSeq) || hasPending(this.doc)) this.quarantine(this.head)
  }

  private quarantine(afterSeq: number): void {
    this.isQuarantined = true
    this.options.logger.error({ documentId: this.documentId, afterSeq }, 'hole in the log, the document is read-only')
  }

  private async voidRow(seq: number): Promise<void> {
    const { documentId, log, checkpoints, logger } = this.options
    await log.markVoid(documentId, seq)
    await checkpoints.dropFrom(documentId, seq)
    logger.error({ documentId, seq }, 'row marked void')
  }
}
