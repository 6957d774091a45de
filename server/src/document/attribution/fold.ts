/**
 * Reads a document's log row by row and keeps who wrote, brought and deleted every id. It holds a copy of the document,
 * because only Yjs knows what a row really deletes, and nothing else but ids, places in the log, and for a while the
 * words of what was deleted. Pure: rows come in, and where one can only be understood with the words of earlier rows,
 * it says which.
 */
import * as Y from 'yjs'
import { isCellShown } from '../table.ts'
import { BODY, createDocument } from '../yjs.ts'
import { noteAccepted, readProposedWords } from './accepted.ts'
import { type Arrival, readArrivals } from './arrivals.ts'
import { decodeFold, encodeFold, type FoldedLog, finish } from './encoding.ts'
import { Attribution } from './facts.ts'
import type { IdRange } from './ranges.ts'
import { Recently } from './recently.ts'
import {
  bringOver,
  isMoveAlone,
  MOVED,
  mayBeMoved,
  possibleSources,
  RESTORED,
  type Recreation,
  recreate,
} from './recreated.ts'
import { type Removed, readRemoved } from './removed.ts'
import { RemovedTexts } from './removed-texts.ts'
import { applyRow, type RowEffects } from './row-effects.ts'

/** A row of the log, as far as it matters who wrote what. */
export interface FoldRow {
  seq: number
  /** As in the log: `EDIT`, `ACCEPTANCE`, `RESTORE`, `VOID`, … */
  kind: string
  /** When it was committed, in milliseconds. */
  at: number
  /** Yjs v1: only what it changed. */
  update: Uint8Array
}

/** Rows in which the server itself writes an older text again: whatever was ever deleted may come back with them. */
const RESTORING: ReadonlySet<string> = new Set(['RESTORE', 'ROLLBACK', 'CONVERSION'])

export class AttributionFold {
  readonly doc: Y.Doc
  readonly attribution: Attribution
  private readonly recently: Recently
  private readonly texts = new RemovedTexts()
  private readonly known: Recreation
  private wanted: IdRange[] = []

  private constructor(doc: Y.Doc, { attribution, recently }: FoldedLog) {
    this.doc = doc
    this.attribution = attribution
    this.recently = recently
    this.known = { doc, attribution, texts: this.texts }
  }

  /** Before the first row. */
  static start(): AttributionFold {
    return new AttributionFold(createDocument(), { attribution: new Attribution(), recently: new Recently() })
  }

  /**
   * Goes on from a checkpoint: the state of the document (Yjs v2) and what `encode` gave, both at the same row. Null
   * where the bytes are of another version.
   */
  static resume(state: Uint8Array, bytes: Uint8Array): AttributionFold | null {
    return finish(AttributionFold.resumeInSteps(state, bytes))
  }

  /** The same in short steps but for one, the reading of the state. */
  static *resumeInSteps(state: Uint8Array, bytes: Uint8Array): Generator<void, AttributionFold | null> {
    const folded = yield* decodeFold(bytes)
    if (folded === null) return null
    yield
    const doc = createDocument()
    Y.applyUpdateV2(doc, state)
    return new AttributionFold(doc, folded)
  }

  /** The last row that was taken in. */
  get seq(): number {
    return this.attribution.seq
  }

  /**
   * Takes the next row in. Where it can only be understood with the words of earlier rows nothing happens and their
   * `seq`s are answered: `learn` them, then add the row again.
   * @throws what Yjs throws on a row that cannot be applied; the fold is useless from then on
   */
  add(row: FoldRow): readonly number[] {
    if (row.kind === 'VOID') {
      this.attribution.seq = row.seq
      return []
    }
    const { structs, ds } = Y.decodeUpdate(row.update)
    const arrivals = readArrivals(structs)
    this.recently.forget(row.at)
    const wanted = this.want(arrivals, ds, row)
    if (wanted.length > 0) return wanted
    const proposed = row.kind === 'ACCEPTANCE' ? readProposedWords(this.body) : null
    const effects = applyRow(this.doc, row.update, new Set(structs.map(({ id }) => id.client)))
    this.note(row, effects)
    this.recognise(row, arrivals, effects)
    this.noteStrays(row.seq, arrivals)
    if (proposed !== null) noteAccepted(this.attribution, proposed, this.body)
    return []
  }

  /** Reads the words of earlier rows that `add` asked for. What they do not hold is not asked for again. */
  learn(rows: Iterable<Pick<FoldRow, 'update'>>): void {
    for (const { update } of rows) {
      for (const { words, blockId, ...arrival } of readArrivals(Y.decodeUpdate(update).structs)) {
        for (const { client, clock, length, value } of this.attribution.deleted.within(arrival)) {
          const from = clock - arrival.clock
          if (value !== undefined) this.texts.keep({ client, clock, length }, words.slice(from, from + length), blockId)
        }
      }
    }
    for (const range of this.wanted) if (!this.texts.isKnown(range)) this.texts.keep(range, null)
    this.wanted = []
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

  /** Rows whose words have to be known before this one can be understood. */
  private want(arrivals: readonly Arrival[], ds: ReturnType<typeof Y.createDeleteSet>, { kind }: FoldRow): number[] {
    const { attribution, texts } = this
    const ranges = arrivals.flatMap((arrival) => [...possibleSources(this.known, arrival, ds)])
    if (RESTORING.has(kind) || mayBeMoved(arrivals)) ranges.push(...this.comingFrom(kind))
    const isGone = ({ value }: { value: number | undefined }): boolean => value !== undefined
    const gone = ranges.flatMap((range) => [...attribution.deleted.within(range)].filter(isGone))
    this.wanted = gone.filter((range) => !texts.isKnown(range))
    const seqs = this.wanted.flatMap((range) => [...attribution.typed.within(range)].map(({ value }) => value ?? 0))
    return [...new Set(seqs)].sort((a, b) => a - b)
  }

  /** Where moved words of a row of this kind may come from. */
  private comingFrom(kind: string): IdRange[] {
    return RESTORING.has(kind) ? [...this.attribution.deleted.entries()] : this.recently.ranges()
  }

  private note({ seq, at }: FoldRow, { born, deleted, removed, hidden }: RowEffects): void {
    const { attribution, recently, texts } = this
    attribution.seq = seq
    for (const range of born) attribution.typed.add(range, seq)
    for (const { words, blockId, cell, ...range } of removed) {
      texts.keep(range, words, blockId)
      if (cell !== null && words !== null) recently.noteCell({ seq, ...cell.id, wasHidden: false })
    }
    for (const range of deleted) {
      attribution.deleted.add(range, seq)
      if (!texts.isKnown(range)) texts.keep(range, null)
    }
    for (const cell of hidden) recently.noteCell({ seq, ...cell.id, wasHidden: true })
    const ranges = removed.filter(({ words }) => words !== null)
    if (hidden.length > 0 || ranges.length > 0) recently.note({ seq, at, ranges })
  }

  private recognise({ seq, kind }: FoldRow, arrivals: readonly Arrival[], effects: RowEffects): void {
    if (isMoveAlone(arrivals, effects) && bringOver(this.known, arrivals, this.readRemoved(seq, effects.deleted)))
      return
    const isRestoring = RESTORING.has(kind)
    recreate(this.known, arrivals, () => {
      if (!isRestoring && (this.recently.isEmpty || !this.mayBeMoved(arrivals))) return null
      return { removed: this.readRemoved(seq, this.comingFrom(kind)), rules: isRestoring ? RESTORED : MOVED }
    })
  }

  private mayBeMoved(arrivals: readonly Arrival[]): boolean {
    return (
      mayBeMoved(arrivals) || (this.recently.touchedCells().length > 0 && arrivals.some((each) => this.isInCell(each)))
    )
  }

  private isInCell({ client, clock }: Arrival): boolean {
    const item: unknown = Y.getItem(this.doc.store, Y.createID(client, clock))
    return item instanceof Y.Item && item.parent instanceof Y.Text && item.parent._item !== null
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
    for (const arrival of arrivals) {
      const { client, clock, origin, rightOrigin, length } = arrival
      if (attribution.writtenAt(client, clock) !== seq) continue
      const isStray = isGone(rightOrigin) && (isGone(origin) || origin === null)
      if (isStray || this.isHidden(arrival)) attribution.stray.add({ client, clock, length }, seq)
    }
  }

  private isHidden({ client, clock }: Arrival): boolean {
    const item: unknown = Y.getItem(this.doc.store, Y.createID(client, clock))
    if (!(item instanceof Y.Item)) return true
    const { parent } = item
    return parent instanceof Y.Text && parent._item !== null && !isCellShown(parent)
  }
}
