import * as Y from 'yjs'
import { keyItem, markerMap } from '../yjs.ts'
import { wordsOf } from './arrivals.ts'
import type { IdRange } from './ranges.ts'
import { MARKER_SIGN } from './removed-texts.ts'

/** Something that a row deleted, with what it said. */
export interface RemovedItem extends IdRange {
  /** Null where it says nothing, or its words are gone. */
  words: string | null
  blockId: string | null
  /** The text of the cell it stood in; null in the body. */
  cell: Y.Item | null
}

/** What a row did to the document. */
export interface RowEffects {
  born: IdRange[]
  deleted: IdRange[]
  removed: RemovedItem[]
  /** Texts of cells that were hidden with their row, column or table, at least for a moment. */
  hidden: Y.Item[]
}

/** Does everything stand there that an update builds on? If not, Yjs lets it wait, and with it what comes later. */
export function fitsIn({ store }: Y.Doc, { structs, ds }: ReturnType<typeof Y.decodeUpdate>): boolean {
  const ends = new Map<number, number>()
  const endOf = (client: number): number => ends.get(client) ?? Y.getState(store, client)
  for (const { id, length } of structs) {
    if (id.clock > endOf(id.client)) return false
    ends.set(id.client, Math.max(endOf(id.client), id.clock + length))
  }
  const isThere = (id: unknown): boolean => !(id instanceof Y.ID) || id.clock < endOf(id.client)
  const isPlaced = (struct: (typeof structs)[number]): boolean => {
    if (!(struct instanceof Y.Item)) return !(struct instanceof Y.Skip)
    return [struct.origin, struct.rightOrigin, struct.parent].every(isThere)
  }
  const deletions = [...ds.clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => [client, clock + len]))
  return structs.every(isPlaced) && deletions.every(([client = 0, end = 0]) => end <= endOf(client))
}

/** Applies an update in one transaction and tells what it did, while the words of what it deleted are still there. */
export function applyRow(doc: Y.Doc, update: Uint8Array, clients: Iterable<number>): RowEffects {
  let effects: RowEffects | null = null
  const look = (transaction: Y.Transaction): void => {
    effects = readEffects(transaction, clients)
  }
  doc.once('afterTransaction', look)
  Y.applyUpdate(doc, update)
  if (effects === null) throw new Error('The row made no transaction')
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error('The row lacks earlier ones')
  return effects
}

function readEffects(transaction: Y.Transaction, clients: Iterable<number>): RowEffects {
  const effects: RowEffects = { born: [], deleted: [], removed: [], hidden: [] }
  for (const client of clients) readBorn(transaction, client, effects)
  const { deleteSet } = transaction
  if (deleteSet.clients.size === 0) return effects
  for (const [client, ranges] of deleteSet.clients) {
    for (const { clock, len } of ranges) effects.deleted.push({ client, clock, length: len })
  }
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
    if (!(struct instanceof Y.Item)) return
    effects.removed.push(toRemoved(struct))
    effects.hidden.push(...cellsHiddenWith(struct))
  })
  return effects
}

function readBorn({ beforeState, afterState, doc }: Y.Transaction, client: number, effects: RowEffects): void {
  const clock = beforeState.get(client) ?? 0
  const end = afterState.get(client) ?? 0
  if (end <= clock) return
  effects.born.push({ client, clock, length: end - clock })
  const structs = doc.store.clients.get(client) ?? []
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index]
    // What was collected before it came is in no delete set.
    if (struct instanceof Y.GC) effects.deleted.push({ client, clock: struct.id.clock, length: struct.length })
  }
}

function toRemoved(item: Y.Item): RemovedItem {
  const words = wordsOf(item)
  const holder = item.parent instanceof Y.Text ? item.parent._item : null
  const id: unknown = words === MARKER_SIGN ? lastValue(keyItem(markerMap(item), 'id')) : null
  return { ...item.id, length: item.length, words, blockId: typeof id === 'string' ? id : null, cell: holder }
}

/** A row or a table loses its `shown`, a column its id. */
function cellsHiddenWith({ parent, parentSub, content }: Y.Item): Y.Item[] {
  if (parent instanceof Y.Map && parentSub === 'shown') {
    const rows = keyItem(parent, 'rows')
    return rows === undefined ? cellsOf(parent) : rowsIn(rows).flatMap((row) => cellsOf(row))
  }
  const table = parent instanceof Y.Array && content instanceof Y.ContentAny ? parent._item?.parent : null
  const rows = table instanceof Y.Map ? keyItem(table, 'rows') : undefined
  const isColumn = content instanceof Y.ContentAny && rows !== undefined
  return isColumn ? content.arr.flatMap((id) => rowsIn(rows).flatMap((row) => cellsOf(row, String(id)))) : []
}

function rowsIn({ content }: Y.Item): Y.Map<unknown>[] {
  const rows = content instanceof Y.ContentType && content.type instanceof Y.Array ? content.type : null
  return rows === null ? [] : rows.toArray().filter((row) => row instanceof Y.Map)
}

function cellsOf(row: Y.Map<unknown>, columnId?: string): Y.Item[] {
  const cells = row.get('cells')
  if (!(cells instanceof Y.Map)) return []
  const items = [...cells._map].filter(([id]) => columnId === undefined || id === columnId)
  return items.map(([, item]) => item)
}

/** Of a key that was deleted with its map, too. */
function lastValue(item: Y.Item | undefined): unknown {
  return item?.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined
}
