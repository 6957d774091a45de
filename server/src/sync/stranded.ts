// Words that go with something somebody else removes. Rows, columns and tables are hidden, not deleted, and whoever
// hides one says what they had seen (`seen`, a state vector): a cell with somebody's later words is found here, so that
// it can be offered back to them. Where something is really deleted, the deleter lists what they saw, and Yjs also
// deletes what stood inside and they never saw: that difference is found too, before it is collected.

import * as Y from 'yjs'
import { cellsHiddenBy, firstItem, wordsOfCell } from '../document/index.ts'
import type { DeleteRange } from './guard-read.ts'

type Deletes = ReadonlyMap<number, readonly DeleteRange[]>

/** What the person who made an update can be taken to have known. */
export interface Knowledge {
  /** What it names as deleted. */
  deletes: Deletes
  /** What their window had when it first hid something in this update; nothing where it did not say. */
  seen: ReadonlyMap<number, number>
  /** The client ids it was made under. */
  own: ReadonlySet<number>
}

/** A cell that is hidden from its row on, with words that the hider had not seen. */
export interface UnseenCell {
  id: string
  /** All its words: half a word is of no use. */
  text: string
  /** Under which client ids what was not seen was written. */
  writers: ReadonlySet<number>
}

export interface Unseen {
  /** What was deleted, per client id of who wrote it. */
  words: Map<number, string>
  cells: UnseenCell[]
}

/** Words of a row itself that landed in something deleted. */
export interface OwnStranded {
  strandedText: string
  /** Where all of them stand in cells that are hidden, these. */
  strandedCells: readonly string[]
}

export const NO_OWN_STRANDED: OwnStranded = { strandedText: '', strandedCells: [] }

/** Names a cell for as long as there is its document. */
export function cellId({ _item }: Y.Text): string {
  return itemName(_item)
}

export function itemName(item: Y.Item | null): string {
  return item === null ? '' : `${item.id.client}:${item.id.clock}`
}

/** Text that went with `transaction` although its author had not seen it. */
export function findStranded(transaction: Y.Transaction, knowledge: Knowledge): Unseen {
  const words = new Map<number, string>()
  deletedUnseen(transaction, knowledge.deletes, (client, text) => words.set(client, (words.get(client) ?? '') + text))
  const cells = cellsHiddenBy(transaction).flatMap((cell) => {
    const writers = writersUnseen(cell, knowledge)
    return writers.size === 0 ? [] : [{ id: cellId(cell), text: wordsOfCell(cell), writers }]
  })
  return { words, cells }
}

/** Who wrote words into this cell that the hider had not seen. */
function writersUnseen(cell: Y.Text, { seen, own }: Knowledge): Set<number> {
  const writers = new Set<number>()
  for (let item = firstItem(cell); item !== null; item = item.right) {
    const { client, clock } = item.id
    if (item.deleted || own.has(client) || !(item.content instanceof Y.ContentString)) continue
    if (clock + item.length > (seen.get(client) ?? 0)) writers.add(client)
  }
  return writers
}

function deletedUnseen(transaction: Y.Transaction, listed: Deletes, add: (client: number, text: string) => void): void {
  if (totalLength(transaction.deleteSet.clients) === totalLength(listed)) return
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return
    const { client, clock } = struct.id
    const text = withoutListed(struct.content.str, clock, listed.get(client) ?? [])
    if (text.length > 0) add(client, text)
  })
}

function totalLength(deletes: ReadonlyMap<number, readonly { len: number }[]>): number {
  let total = 0
  for (const ranges of deletes.values()) for (const { len } of ranges) total += len
  return total
}

/** What `ranges` leave of a struct's text: a deletion need not begin or end where a struct does. */
export function withoutListed(text: string, start: number, ranges: readonly DeleteRange[]): string {
  const end = start + text.length
  let rest = ''
  let clock = start
  for (const range of ranges) {
    if (range.clock + range.len <= clock || range.clock >= end) continue
    rest += text.slice(clock - start, Math.max(0, range.clock - start))
    clock = Math.max(clock, range.clock + range.len)
  }
  return clock < end ? rest + text.slice(clock - start) : rest
}
