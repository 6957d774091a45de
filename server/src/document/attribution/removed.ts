import * as Y from 'yjs'
import { firstItem } from '../yjs.ts'
import { wordsOf } from './arrivals.ts'
import type { Attribution } from './facts.ts'
import { type IdRange, Ranges } from './ranges.ts'
import type { RemovedTexts } from './removed-texts.ts'

/** Words that were removed together, and stood together. */
export interface RemovedRun extends IdRange {
  /** Where they begin in `Removed.words`. */
  start: number
  /** Which text they stood in: runs of two texts are no neighbours. */
  text: number
  /** They came and went with the row that is being read. */
  isNew: boolean
}

/** What was taken out of the text, in the order in which it stood there. */
export interface Removed {
  words: string
  runs: readonly RemovedRun[]
  /** Where the markers of blocks stand in `words`, by block id. */
  blocks: ReadonlyMap<string, readonly number[]>
  /** Where the words of cells stand in `words`, by `cellKey`. */
  cells: ReadonlyMap<string, readonly Section[]>
}

/** From one place to another. */
export interface Section {
  from: number
  to: number
}

export interface RemovedSource {
  doc: Y.Doc
  attribution: Attribution
  texts: RemovedTexts
  /** What of all that was deleted is meant. */
  ranges: Iterable<IdRange>
  /** The row that is being read. */
  rowSeq: number
}

/** No words hold this, so nothing is found across it. */
const BETWEEN_TEXTS = '\u0000'

/**
 * Reads what was deleted in a text and in cells, and all that stands in cells that were hidden: what is moved by two
 * people at once, or moved by one and brought back by another, is shown at its old place too.
 */
export function readRemoved(source: RemovedSource, text: Y.Text, cells: ReadonlyMap<Y.Text, boolean>): Removed {
  const reader = new RemovedReader(source)
  reader.read(text, false)
  for (const [cell, wasHidden] of cells) reader.read(cell, wasHidden)
  return reader.removed
}

/** The words of some runs. */
export function joinRuns({ words }: Removed, runs: readonly RemovedRun[]): string {
  return runs.map(({ start, length }) => words.slice(start, start + length)).join('')
}

/** A cell by the ids of its row and its column: they stay when a table is moved. */
export function cellKey(cell: Y.Text): string | null {
  const row = (cell._item?.parent as Y.AbstractType<unknown> | undefined)?._item?.parent
  const columnId = cell._item?.parentSub
  return row instanceof Y.Map && columnId != null ? `${String(row.get('id'))}/${columnId}` : null
}

class RemovedReader {
  private words = ''
  private text = 0
  private readonly runs: RemovedRun[] = []
  private readonly blocks = new Map<string, number[]>()
  private readonly cells = new Map<string, Section[]>()
  private readonly source: RemovedSource
  private readonly meant = new Ranges<true>()
  private readonly items: ReadonlySet<Y.Item>

  constructor(source: RemovedSource) {
    this.source = source
    for (const range of source.ranges) this.meant.add(range, true)
    this.items = itemsIn(source.doc, this.meant)
  }

  get removed(): Removed {
    return { words: this.words, runs: this.runs, blocks: this.blocks, cells: this.cells }
  }

  read(text: Y.Text, wasHidden: boolean): void {
    this.words += BETWEEN_TEXTS
    this.text += 1
    const from = this.words.length
    for (let item = firstItem(text); item !== null; item = item.right) {
      const words = item.deleted || !wasHidden ? null : wordsOf(item)
      if (this.items.has(item)) this.readDeleted(item)
      else if (words !== null) this.add({ ...item.id, length: item.length }, words)
    }
    const key = text._item === null ? null : cellKey(text)
    if (key !== null) note(this.cells, key, { from, to: this.words.length })
  }

  private readDeleted({ id, length }: Y.Item): void {
    const { attribution, texts } = this.source
    for (const { value: isMeant, ...meant } of this.meant.within({ ...id, length })) {
      if (isMeant === undefined) continue
      for (const { value: _deletedAt, ...range } of attribution.deleted.within(meant)) {
        for (const { text, blockId, ...part } of texts.within(range)) {
          if (blockId !== null) note(this.blocks, blockId, this.words.length)
          this.add(part, text)
        }
      }
    }
  }

  private add(range: IdRange, words: string): void {
    const { attribution, rowSeq } = this.source
    const isNew = attribution.typedAt(range.client, range.clock) === rowSeq
    this.runs.push({ ...range, isNew, text: this.text, start: this.words.length })
    this.words += words
  }
}

function itemsIn(doc: Y.Doc, ranges: Ranges<true>): Set<Y.Item> {
  const items = new Set<Y.Item>()
  for (const { client, clock, length } of ranges.entries()) {
    const structs = doc.store.clients.get(client) ?? []
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
      const struct = structs[index]
      if (struct === undefined || struct.id.clock >= clock + length) break
      if (struct instanceof Y.Item) items.add(struct)
    }
  }
  return items
}

function note<T>(places: Map<string, T[]>, key: string, place: T): void {
  const known = places.get(key)
  if (known === undefined) places.set(key, [place])
  else known.push(place)
}
