// The server's copy of one document: the newest checkpoint and the tail of its log, applied in one transaction, and
// from then on each committed row in order. It never writes by itself, and what it holds is always exactly the log up
// to `head`. A row that cannot be applied is marked void and the copy is made again without it; a hole in the log
// makes the copy read-only, so that nothing is built on what is missing.

import * as Y from 'yjs'
import { BODY, createDocument } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Checkpoints } from './checkpoint.ts'
import { type LogLogger, type LogRow, PAGE_ROWS, type UpdateLog } from './log.ts'
import { hasPending } from './pending.ts'
import { findStranded, type Knowledge } from './stranded.ts'

export interface ReplicaOptions {
  documentId: string
  log: UpdateLog
  checkpoints: Checkpoints
  logger: LogLogger
}

export interface Applied {
  ok: boolean
  /** Text that went with it without its author having seen it, per client id of who wrote it. */
  stranded: ReadonlyMap<number, string>
}

const NOTHING_STRANDED: ReadonlyMap<number, string> = new Map()

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

  /** @throws AppError `NOT_FOUND` */
  async load(): Promise<void> {
    const { documentId, log } = this.options
    const head = await log.findHead(documentId)
    if (head === null) throw new AppError('NOT_FOUND')
    this.epoch = head.epoch
    this.owners = await log.readOwners(documentId)
    await this.build(head.seq)
  }

  /**
   * Applies a committed row. Where it cannot be applied the row is void and the copy is made again without it. What it
   * strands is looked for only where it is said what its author knew.
   */
  async apply(row: { seq: number; update: Uint8Array }, knowledge: Knowledge | null = null): Promise<Applied> {
    const applied = this.tryApply(row.update, knowledge)
    if (applied !== null) {
      this.head = row.seq
      this.rowsSinceCheckpoint += 1
      this.bytes += row.update.length
      return { ok: true, stranded: applied }
    }
    await this.voidRow(row.seq)
    await this.build(row.seq)
    return { ok: false, stranded: NOTHING_STRANDED }
  }

  /** Reads what other nodes appended before `seq`. Returns the rows that were new and could be applied. */
  async catchUp(seq = Number.POSITIVE_INFINITY): Promise<LogRow[]> {
    const applied: LogRow[] = []
    for (;;) {
      const rows = await this.options.log.readAfter(this.documentId, this.head)
      for (const row of rows) {
        if (row.seq >= seq) return applied
        // Read with the log from which the copy was made again.
        if (row.seq <= this.head) applied.push(...(row.kind === 'VOID' ? [] : [row]))
        else if (row.seqFrom !== this.head + 1) {
          this.quarantine(this.head)
          return applied
        } else if (row.kind === 'VOID') this.head = row.seq
        else if ((await this.apply(row)).ok) applied.push(row)
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

  private tryApply(update: Uint8Array, knowledge: Knowledge | null): ReadonlyMap<number, string> | null {
    let stranded = NOTHING_STRANDED
    const find = (transaction: Y.Transaction): void => {
      if (knowledge !== null) stranded = findStranded(transaction, knowledge)
    }
    const { doc } = this
    doc.on('afterTransaction', find)
    try {
      Y.applyUpdate(doc, update)
      return hasPending(doc) ? null : stranded
    } catch (error) {
      this.options.logger.error({ err: error, documentId: this.documentId }, 'an update could not be applied')
      return null
    } finally {
      doc.off('afterTransaction', find)
    }
  }

  private async build(headSeq: number): Promise<void> {
    const unreadable: number[] = []
    for (;;) {
      const { documentId, checkpoints } = this.options
      const checkpoint = await checkpoints.findNewest(documentId, headSeq, unreadable)
      const rows = await this.readTail(checkpoint?.seq ?? 0)
      const bad = this.rebuild(checkpoint, rows)
      if (bad === null) return this.settle(checkpoint?.seq ?? 0, rows, headSeq)
      if (bad === 'checkpoint' && checkpoint !== null) unreadable.push(checkpoint.seq)
      else if (bad !== 'checkpoint') await this.voidRow(bad)
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

  /** Fills a fresh document. Null, or what could not be applied: the checkpoint, or the `seq` of a row. */
  private rebuild(checkpoint: { seq: number; state: Uint8Array } | null, rows: LogRow[]): 'checkpoint' | number | null {
    const doc = createDocument()
    let current: 'checkpoint' | number = 'checkpoint'
    let expected = (checkpoint?.seq ?? 0) + 1
    try {
      doc.transact(() => {
        if (checkpoint !== null) Y.applyUpdateV2(doc, checkpoint.state)
        for (const row of rows) {
          if (row.seqFrom !== expected) break
          expected = row.seq + 1
          current = row.seq
          if (row.kind !== 'VOID') Y.applyUpdate(doc, row.update)
        }
      })
    } catch (error) {
      this.options.logger.error({ err: error, documentId: this.documentId, at: current }, 'a row could not be read')
      return current
    }
    this.doc = doc
    return null
  }

  private settle(from: number, rows: LogRow[], headSeq: number): void {
    this.head = from
    for (const row of rows) {
      if (row.seqFrom !== this.head + 1) break
      this.head = row.seq
    }
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
