/**
 * Reads a document's log row by row and keeps who wrote, brought and deleted every id. It holds a copy of the document,
 * because only Yjs knows what a row really deletes, and nothing else but ids, places in the log, and for a while the
 * words of what was deleted. Pure: rows come in, and where one can only be understood with the words of earlier rows,
 * it says which.
 */
import * as Y from 'yjs'
import { ShownCells } from '../table.ts'
import { BODY, createDocument } from '../yjs.ts'
import { noteAccepted, readProposedWords } from './accepted.ts'
import { type Arrival, readArrivals } from './arrivals.ts'
import { decodeFold, encodeFold, type FoldedLog, finish } from './encoding.ts'
import { Attribution, UNKNOWN_ROW } from './facts.ts'
import { NeededWords } from './needed-words.ts'
import type { IdRange } from './ranges.ts'
import { Recently } from './recently.ts'
import { bringOver, isMoveAlone, MOVED, RESTORED, type Recreation, recreate } from './recreated.ts'
import { type Removed, readRemoved } from './removed.ts'
import { MARKER_SIGN, RemovedTexts } from './removed-texts.ts'
import { applyRow, fitsIn, type RowEffects } from './row-effects.ts'

/** A row of the log, as far as it matters who wrote what. */
export interface FoldRow {
  seq: number
  /** As in the log: `EDIT`, `ACCEPTANCE`, `RESTORE`, `VOID`, … */
  kind: string
  /** When it was committed, in milliseconds. */
  at: number
  /** The first of the proposals that it decided, where it says so. */
  proposalId?: string | null
  /** Yjs v1: only what it changed. */
  update: Uint8Array
}

/** Rows in which the server itself writes an older text again: whatever was ever deleted may come back with them. */
const RESTORING: ReadonlySet<string> = new Set(['RESTORE', 'ROLLBACK', 'CONVERSION'])

/** A row that nobody could apply, after any rows. */
export class UnfitRow extends Error {}

export class AttributionFold {
  readonly doc: Y.Doc
  readonly attribution: Attribution
  private readonly recently: Recently
  private readonly texts = new RemovedTexts()
  private readonly known: Recreation
  private readonly needed: NeededWords
  /** The row for which `add` last asked. */
  private askedFor = 0
  private isBroken = false

  private constructor(doc: Y.Doc, { attribution, recently }: FoldedLog) {
    this.doc = doc
    this.attribution = attribution
    this.recently = recently
    this.known = { doc, attribution, texts: this.texts }
    this.needed = new NeededWords(this.known, recently)
  }

  /** Before the first row. */
  static start(): AttributionFold {
    return new AttributionFold(createDocument(), { attribution: new Attribution(), recently: new Recently() })
  }

  /**
   * Goes on from a checkpoint: the state of the document (updates, Yjs v2, one after the other) and what `encode` gave,
   * both at the same row. Null where the bytes are of another version.
   */
  static resume(state: readonly Uint8Array[], bytes: Uint8Array): AttributionFold | null {
    return finish(AttributionFold.resumeInSteps(state, bytes))
  }

  /** The same in short steps but for the reading of each part of the state. */
  static *resumeInSteps(state: readonly Uint8Array[], bytes: Uint8Array): Generator<void, AttributionFold | null> {
    const folded = yield* decodeFold(bytes)
    if (folded === null) return null
    const doc = createDocument()
    for (const part of state) {
      yield
      Y.applyUpdateV2(doc, part)
    }
    return new AttributionFold(doc, folded)
  }

  /** The last row that was taken in. */
  get seq(): number {
    return this.attribution.seq
  }

  /** False once a row broke it on the way in. */
  get isWhole(): boolean {
    return !this.isBroken
  }

  /**
   * Takes the next row in. Where it can only be understood with the words of earlier rows nothing happens and their
   * `seq`s are answered: `learn` them, then add the row again. A row is asked for once: what is not learned by then is
   * not at hand any more, and counts as never written.
   * @throws UnfitRow where the row cannot be read or lacks earlier ones: it is as if it had not been added. And what Yjs
   *   throws on a row that cannot be applied: then the fold is of no use any more (`isWhole`)
   */
  add(row: FoldRow): readonly number[] {
    const isAgain = this.askedFor === row.seq
    if (!isAgain) this.texts.release()
    if (row.kind === 'VOID') {
      this.attribution.seq = row.seq
      return []
    }
    const decoded = decode(row.update)
    if (!fitsIn(this.doc, decoded)) throw new UnfitRow('It lacks earlier rows')
    const arrivals = readArrivals(decoded.structs)
    this.recently.forget(row.at)
    const isRestoring = RESTORING.has(row.kind)
    const unknown = this.needed.gather(arrivals, decoded.ds, isRestoring)
    if (unknown.length > 0 && !isAgain) {
      this.askedFor = row.seq
      return this.needed.rowsOf(unknown)
    }
    for (const range of unknown) this.texts.hold(range, null)
    this.isBroken = true
    this.take(row, arrivals, decoded.structs)
    this.isBroken = false
    return []
  }

  private take(row: FoldRow, arrivals: readonly Arrival[], structs: readonly { id: Y.ID }[]): void {
    const proposed = row.kind === 'ACCEPTANCE' ? readProposedWords(this.body) : null
    const effects = applyRow(this.doc, row.update, new Set(structs.map(({ id }) => id.client)))
    this.note(row, effects)
    this.recognise(row, arrivals, effects)
    this.noteStrays(row.seq, arrivals)
    if (proposed !== null) noteAccepted(this.attribution, proposed, this.body, row.proposalId ?? null)
  }

  /** Reads the words of earlier rows that `add` asked for, in as many calls as it takes. */
  learn(rows: Iterable<Pick<FoldRow, 'update'>>): void {
    this.needed.learn(rows)
  }

  /** What `resume` needs beside the state of the document. */
  encode(): Uint8Array<ArrayBuffer> {
    return finish(this.encodeInSteps())
  }

  /** The same in short steps, between which no row may be added. */
  encodeInSteps(): Generator<void, Uint8Array<ArrayBuffer>> {
    const { attribution, recently } = this
    return encodeFold({ attribution, recently })
  }

  private get body(): Y.Text {
    return this.doc.getText(BODY)
  }

  private note({ seq, at }: FoldRow, { born, deleted, removed, hidden }: RowEffects): void {
    const { attribution, recently, texts } = this
    attribution.seq = seq
    for (const range of born) attribution.typed.add(range, seq)
    for (const { words, blockId, cell, ...range } of removed) {
      texts.hold(range, words, blockId)
      if (cell !== null && words !== null) recently.noteCell({ seq, ...cell.id, wasHidden: false })
    }
    for (const range of deleted) {
      attribution.deleted.add(range, seq)
      for (const part of texts.holdKnown(range)) texts.hold(part, null)
    }
    for (const cell of hidden) recently.noteCell({ seq, ...cell.id, wasHidden: true })
    const hasWords = removed.some(({ words }) => words !== null)
    if (hidden.length > 0 || hasWords) recently.note({ seq, at, ranges: deleted })
  }

  private recognise({ seq, kind }: FoldRow, arrivals: readonly Arrival[], effects: RowEffects): void {
    if (isMoveAlone(arrivals, effects) && bringOver(this.known, arrivals, this.readRemoved(seq, effects.deleted)))
      return
    const isRestoring = RESTORING.has(kind)
    let isAll = true
    recreate(this.known, arrivals, () => {
      if (!isRestoring && (this.recently.isEmpty || !this.needed.mayBeMoved(arrivals))) return null
      const searched = this.needed.comingFrom(isRestoring)
      isAll = searched.isAll
      return { removed: this.readRemoved(seq, searched.ranges), rules: isRestoring ? RESTORED : MOVED }
    })
    if (isRestoring && !isAll) this.noteUnknown(arrivals)
  }

  /** What the server brought back was somebody's, though it cannot be told whose. */
  private noteUnknown(arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals)
      if (arrival.words !== MARKER_SIGN) this.attribution.written.add(arrival, UNKNOWN_ROW)
  }

  private readRemoved(rowSeq: number, ranges: Iterable<IdRange>): Removed {
    const cells = new Map<Y.Text, boolean>()
    for (const { client, clock, wasHidden } of this.recently.touchedCells()) {
      const item: unknown = Y.getItem(this.doc.store, Y.createID(client, clock))
      const cell = item instanceof Y.Item && item.content instanceof Y.ContentType ? item.content.type : null
      if (cell instanceof Y.Text) cells.set(cell, wasHidden || cells.get(cell) === true)
    }
    return readRemoved({ ...this.known, ranges, rowSeq }, this.body, cells)
  }

  /** Words between two deleted ones, of whose deletion their author did not know, or in a cell that was hidden. */
  private noteStrays(seq: number, arrivals: readonly Arrival[]): void {
    const { attribution } = this
    const isGone = (id: Y.ID | null): boolean => {
      const deletedAt = id === null ? null : attribution.deletedAt(id.client, id.clock)
      return deletedAt !== null && deletedAt < seq
    }
    const shown = new ShownCells()
    for (const arrival of arrivals) {
      const { client, clock, origin, rightOrigin, length } = arrival
      if (attribution.writtenAt(client, clock) !== seq) continue
      const isStray = isGone(rightOrigin) && (isGone(origin) || origin === null)
      if (isStray || this.isHidden(arrival, shown)) attribution.stray.add({ client, clock, length }, seq)
    }
  }

  private isHidden({ client, clock }: Arrival, shown: ShownCells): boolean {
    const item: unknown = Y.getItem(this.doc.store, Y.createID(client, clock))
    if (!(item instanceof Y.Item)) return true
    const { parent } = item
    return parent instanceof Y.Text && parent._item !== null && !shown.has(parent)
  }
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> {
  try {
    return Y.decodeUpdate(update)
  } catch (cause) {
    throw new UnfitRow('It cannot be read', { cause })
  }
}
