/**
 * The words of what was deleted that a row may bring back. They are held until the row is understood; those that are not
 * at hand are asked for, once.
 */
import * as Y from 'yjs'
import { type Arrival, readArrivals } from './arrivals.ts'
import { EVER, LATELY, newestOf, type Searched } from './newest.ts'
import { type IdRange, Ranges } from './ranges.ts'
import type { Recently } from './recently.ts'
import { mayBeMoved, possibleSources, type Recreation } from './recreated.ts'

/** So many units are looked at to see whether undo brought them back. */
const MAX_UNDONE = 2 ** 19

export class NeededWords {
  private readonly known: Recreation
  private readonly recently: Recently
  /** What was asked for. */
  private wanted = new Ranges<true>()

  constructor(known: Recreation, recently: Recently) {
    this.known = known
    this.recently = recently
  }

  /** Has all words at hand that have to be known before a row can be understood, and answers which are not. */
  gather(arrivals: readonly Arrival[], ds: ReturnType<typeof Y.createDeleteSet>, isRestoring: boolean): IdRange[] {
    const unknown: IdRange[] = []
    const need = (range: IdRange): void => {
      for (const { value: seq, ...gone } of this.known.attribution.deleted.within(range)) {
        if (seq === undefined) continue
        for (const part of this.known.texts.holdKnown(gone)) unknown.push(part)
      }
    }
    let left = MAX_UNDONE
    for (const arrival of arrivals) {
      for (const range of possibleSources(this.known, arrival, ds)) if ((left -= range.length) >= 0) need(range)
    }
    if (isRestoring || this.mayBeMoved(arrivals)) for (const range of this.comingFrom(isRestoring).ranges) need(range)
    return unknown
  }

  /** The rows that hold these words, which `learn` will take from them. */
  rowsOf(unknown: readonly IdRange[]): readonly number[] {
    this.wanted = new Ranges()
    const seqs = new Set<number>()
    for (const range of unknown) {
      this.wanted.add(range, true)
      for (const { value } of this.known.attribution.typed.within(range)) if (value !== undefined) seqs.add(value)
    }
    return [...seqs].sort((a, b) => a - b)
  }

  /** Where moved words of a row may come from. */
  comingFrom(isRestoring: boolean): Searched {
    if (isRestoring) return newestOf(this.known.attribution.deleted.entries(), EVER)
    return newestOf(this.recently.ranges(), LATELY)
  }

  learn(rows: Iterable<{ update: Uint8Array }>): void {
    for (const { update } of rows) {
      for (const arrival of readableArrivals(update)) {
        for (const { value: seq, ...deleted } of this.known.attribution.deleted.within(arrival)) {
          if (seq !== undefined) this.learnWords(deleted, arrival)
        }
      }
    }
  }

  /** What was not asked for is kept all the same: whoever brings back a letter often brings back the next. */
  private learnWords(range: IdRange, { clock: start, words, blockId }: Arrival): void {
    for (const { value: isWanted, ...part } of [...this.wanted.within(range)]) {
      const text = words.slice(part.clock - start, part.clock - start + part.length)
      if (isWanted) this.known.texts.hold(part, text, blockId)
      else this.known.texts.keep(part, text, blockId)
    }
  }

  /** May any of this be moved, or come to stand in a cell of a table that was touched lately? */
  mayBeMoved(arrivals: readonly Arrival[]): boolean {
    return (
      mayBeMoved(arrivals) || (this.recently.touchedCells().length > 0 && arrivals.some((each) => this.isInCell(each)))
    )
  }

  /** Of what stands there, or may come to stand in a cell. */
  private isInCell({ client, clock, origin, rightOrigin }: Arrival): boolean {
    const { store } = this.known.doc
    const ids = [Y.createID(client, clock), origin, rightOrigin]
    const id = ids.find((each) => each != null && each.clock < Y.getState(store, each.client))
    if (id == null) return true
    const item: unknown = Y.getItem(store, id)
    return item instanceof Y.Item && item.parent instanceof Y.Text && item.parent._item !== null
  }
}

/** None of a row that was damaged since it was folded: its words are not at hand any more. */
function readableArrivals(update: Uint8Array): Arrival[] {
  try {
    return readArrivals(Y.decodeUpdate(update).structs)
  } catch {
    return []
  }
}
