// One document's log on its way through the fold. One step after the other, so that two who ask share one fold.

import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import * as Y from 'yjs'
import { type Attribution, AttributionFold, decodeAttribution, type FoldRow, UnfitRow } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { nextTurn } from '../threads/slices.ts'
import { type FilledCheckpoint, findUnfilled, readNewestFilled, saveAttribution } from './authorship-checkpoints.ts'
import { type PastRow, readRowsAfter, readUpdates } from './content-at.ts'
import { RowAuthors } from './row-authors.ts'

/** What is known at one place of the log. */
export interface Authored {
  attribution: Attribution
  /** The document at that place, proposals and marks included; goes on with the log, so read it at once. */
  doc: Y.Doc
  seq: number
  authors: RowAuthors
}

export interface AuthorshipRunOptions {
  db: Db
  logger: { warn(detail: object, words: string): void }
  documentId: string
  /** Aborted when the server stops. */
  signal: AbortSignal
}

const PAGE_ROWS = 2_000
const SLICE_MS = 5

export class AuthorshipRun {
  private readonly options: AuthorshipRunOptions
  private authors = new RowAuthors()
  /** Rows that broke a fold. */
  private readonly breaking = new Set<number>()
  /** The log says something else: whoever waits is not answered from what was worked out before. */
  private isForgotten = false
  /** Right behind the last of them: nothing before it is folded twice for the next. */
  private behindLast: FilledCheckpoint | null = null
  private hasWarned = false
  private fold: AttributionFold | null = null
  /** What a checkpoint knows, while there is no fold. */
  private saved: Attribution | null = null
  /** The place of a checkpoint that lacks what is being worked out. */
  private unfilled: number | null = null
  private queue: Promise<unknown> = Promise.resolve()
  private sliceEndsAt = 0
  /** How many wait for an answer; while nobody does, others come first. */
  private asking = 0

  constructor(options: AuthorshipRunOptions) {
    this.options = options
  }

  inspect<T>(seq: number, look: (authored: Authored) => T | Promise<T>): Promise<T> {
    const { db, documentId } = this.options
    return this.ask(async () => {
      for (;;) {
        const { attribution, doc, seq: reached } = await this.advance(seq)
        await this.authors.readUpTo(db, documentId, reached)
        // Of several only one looks before others go first.
        await nextTurn()
        if (!this.isForgotten) return look({ attribution, doc, seq: reached, authors: this.authors })
      }
    })
  }

  attributionAt(seq: number): Promise<Attribution> {
    return this.ask(async () => (await this.findSaved(seq)) ?? (await this.advance(seq)).attribution)
  }

  forget(): void {
    this.isForgotten = true
  }

  private beginAnewIfForgotten(): void {
    if (!this.isForgotten) return
    this.isForgotten = false
    this.fold = null
    this.saved = null
    this.behindLast = null
    this.breaking.clear()
    this.authors = new RowAuthors()
  }

  private ask<T>(step: () => Promise<T>): Promise<T> {
    this.asking += 1
    return this.enqueue(step).finally(() => {
      this.asking -= 1
    })
  }

  fill(seq: number): Promise<void> {
    return this.enqueue(async () => {
      if (seq < (this.fold?.seq ?? 0)) return
      this.unfilled = seq
      await this.advance(seq)
    })
  }

  private enqueue<T>(step: () => Promise<T>): Promise<T> {
    const next = this.queue.then(step)
    this.queue = next.catch(() => undefined)
    return next
  }

  /** Without a copy of the document, where a checkpoint knows it and nobody asked for more. */
  private async findSaved(seq: number): Promise<Attribution | null> {
    this.beginAnewIfForgotten()
    if (this.fold !== null) return null
    if (this.saved === null) {
      const newest = await readNewestFilled(this.options.db, this.options.documentId)
      this.saved = newest && (await this.decode(newest))
    }
    return this.saved !== null && this.saved.seq >= seq ? this.saved : null
  }

  private async advance(to: number): Promise<AttributionFold> {
    for (;;) {
      this.beginAnewIfForgotten()
      const fold = (this.fold ??= await this.open())
      this.saved = null
      if (await this.reach(fold, to)) return fold
    }
  }

  /** False where a row broke the fold: it is given up and begins anew without that row. */
  private async reach(fold: AttributionFold, to: number): Promise<boolean> {
    const { db, documentId } = this.options
    await this.fillAt(fold)
    while (fold.seq < to) {
      const limit = Math.min(PAGE_ROWS, to - fold.seq)
      const rows = await readRowsAfter(db, documentId, fold.seq, limit)
      for (const row of rows) {
        if (row.seq > to) return true
        if (!(await this.take(fold, row))) return false
        await this.fillAt(fold)
      }
      if (rows.length < limit) return true
    }
    return true
  }

  private async open(): Promise<AttributionFold> {
    const { db, documentId, logger } = this.options
    const newest = this.behindLast ?? (await readNewestFilled(db, documentId))
    const resumed = newest === null ? null : await this.resume(newest)
    if (resumed !== null) {
      this.unfilled ??= await findUnfilled(db, documentId, resumed.seq)
      return resumed
    }
    this.unfilled ??= (await findUnfilled(db, documentId, newest?.seq ?? 0)) ?? newest?.seq ?? null
    if (newest !== null) logger.warn({ documentId, seq: newest.seq }, 'an authorship is read anew')
    return AttributionFold.start()
  }

  /** False where it broke the fold. */
  private async take(
    fold: AttributionFold,
    { seq, kind, update, createdAt, causeType, causeId }: PastRow,
  ): Promise<boolean> {
    await this.breathe()
    if (this.breaking.has(seq)) return this.passOverBreaking(fold, seq)
    const proposalId = causeType === 'proposal' ? causeId : null
    const row: FoldRow = { seq, kind, proposalId, update, at: createdAt.getTime() }
    try {
      const wanted = fold.add(row)
      if (wanted.length === 0) return true
      await this.learn(fold, wanted)
      fold.add(row)
      return true
    } catch (error) {
      if (this.options.signal.aborted) throw error
      if (fold.isWhole && !(error instanceof UnfitRow)) throw error
      this.warn(error, seq)
      if (fold.isWhole) passOver(fold, seq)
      else this.giveUp(seq)
      return fold.isWhole
    }
  }

  private giveUp(seq: number): void {
    this.breaking.add(seq)
    this.fold = null
  }

  private async passOverBreaking(fold: AttributionFold, seq: number): Promise<true> {
    passOver(fold, seq)
    const state = Y.encodeStateAsUpdateV2(fold.doc)
    this.behindLast = { seq, state: [state], attribution: await this.finish(fold.encodeInSteps()) }
    return true
  }

  /** Page by page: what a long restoration wants may be tens of thousands of rows. */
  private async learn(fold: AttributionFold, wanted: readonly number[]): Promise<void> {
    const { db, documentId } = this.options
    for (let at = 0; at < wanted.length; at += PAGE_ROWS) {
      for (const row of await readUpdates(db, documentId, wanted.slice(at, at + PAGE_ROWS))) {
        await this.breathe()
        fold.learn([row])
      }
    }
  }

  /** Where one row cannot be applied, those of the same window behind it cannot either: they are said once. */
  private warn(error: unknown, seq: number): void {
    const { documentId, logger } = this.options
    if (!this.hasWarned) logger.warn({ err: error, documentId, seq }, 'a row has no authorship')
    this.hasWarned = true
  }

  /** Lets others go first after each slice, and as long again while nobody waits. */
  private async breathe(): Promise<void> {
    if (performance.now() < this.sliceEndsAt) return
    if (this.options.signal.aborted) throw new AppError('UNAVAILABLE', 'stopping')
    if (this.asking > 0) await nextTurn()
    else await delay(SLICE_MS)
    this.sliceEndsAt = performance.now() + SLICE_MS
  }

  private async fillAt(fold: AttributionFold): Promise<void> {
    if (this.unfilled === null || fold.seq < this.unfilled) return
    const isHere = fold.seq === this.unfilled
    this.unfilled = null
    if (!isHere) return
    const { db, documentId } = this.options
    await saveAttribution(db, documentId, fold.seq, await this.finish(fold.encodeInSteps()))
  }

  /** Null where the state or the bytes cannot be read: then the log is read from its beginning. */
  private async resume({ state, attribution }: FilledCheckpoint): Promise<AttributionFold | null> {
    try {
      return await this.finish(AttributionFold.resumeInSteps(state, attribution))
    } catch (error) {
      if (this.options.signal.aborted) throw error
      return null
    }
  }

  private async decode({ attribution }: FilledCheckpoint): Promise<Attribution | null> {
    try {
      return await this.finish(decodeAttribution(attribution))
    } catch (error) {
      if (this.options.signal.aborted) throw error
      return null
    }
  }

  private async finish<T>(steps: Generator<void, T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
      await this.breathe()
    }
  }
}

function passOver(fold: AttributionFold, seq: number): void {
  fold.add({ seq, kind: 'VOID', at: 0, update: new Uint8Array() })
}
