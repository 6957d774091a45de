// Where words ever stood in a text, as the ids of their signs, and of links that named them: the log is gone through row by
// row, and what a row touched is read again, in every way that proposals can be decided. So they are found also where they
// were typed sign by sign, put together from pieces, proposed, or deleted long ago.

import * as Y from 'yjs'
import { forEachChangedItem, prepareDoc } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { resultInSlices } from '../../threads/slices.ts'
import { foldSecret, type Place, placesOf } from './folded.ts'
import { type PlacedPiece, piecesAround } from './pieces-around.ts'
import { type FoundSigns, findInReadings } from './readings.ts'
import { namesSecret } from './secret-links.ts'
import { type Marks, markOf, signsOf } from './text-items.ts'

/** A stretch of the ids of one client. */
export type IdStretch = readonly [client: number, clock: number, length: number]

/** What makes a unit begin, or a table be shown, or not. */
const MARKER_KEYS = new Set(['ins', 'del', 'shown'])

/**
 * The ids of all signs of `secret`, and of links to it, wherever it could ever be read between `rows` that begin a log.
 * @param spend is told how many milliseconds were computed, and may throw
 */
export function findSecret(
  rows: readonly StoredRow[],
  secret: string,
  spend?: (ms: number) => void,
): Promise<IdStretch[]> {
  return resultInSlices(searchSteps(rows, secret), spend)
}

/** The same, item by item: one row may touch thousands. */
export function* searchSteps(rows: Iterable<StoredRow>, secret: string): Generator<void, IdStretch[]> {
  const search = new SecretSearch(secret)
  for (const { kind, update } of rows) if (kind !== 'VOID') yield* search.take(update)
  return search.stretches()
}

class SecretSearch {
  private readonly doc = prepareDoc(new Y.Doc({ gc: false }))
  private readonly secret: string
  private readonly found = new Map<number, Set<number>>()
  private readonly noted = new Set<string>()
  /** Where a row made other words stand beside each other: by ids, since Yjs joins items afterwards. */
  private touched: Y.ID[] = []
  /** The marks in force before items that were gone by; null until anything was proposed. */
  private marks: Map<Y.Item, Marks> | null = null

  private placed: { signs: string; places: Place[] } | null = null

  constructor(secret: string) {
    this.secret = foldSecret(secret)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      forEachChangedItem(transaction, (item) => this.see(item))
    })
  }

  *take(update: Uint8Array): Generator<void, void> {
    yield
    Y.applyUpdate(this.doc, update)
    const places = yield* this.touchedItems()
    const around = { places, length: this.secret.length, known: this.marks }
    for (const pieces of yield* piecesAround(around)) {
      for (const signs of yield* findInReadings(pieces, this.secret)) {
        yield
        this.noteSigns(pieces[signs.piece] as PlacedPiece, signs)
      }
    }
  }

  stretches(): IdStretch[] {
    const stretches: [number, number, number][] = []
    for (const [client, clocks] of this.found) {
      for (const clock of [...clocks].sort((a, b) => a - b)) {
        const last = stretches.at(-1)
        if (last !== undefined && last[0] === client && last[1] + last[2] === clock) last[2] += 1
        else stretches.push([client, clock, 1])
      }
    }
    return stretches
  }

  private see(item: Y.Item): void {
    if (namesSecret(item.content, this.secret)) this.note(item.id.client, item.id.clock, 1)
    const place = placeOf(item)
    if (place !== null) this.touched.push(place.id)
    if (place !== null && (place !== item || markOf(item) !== null)) this.marks ??= new Map()
    // What was in force there, or begins there, may be otherwise now.
    if (isOther(item)) this.marks?.clear()
  }

  private *touchedItems(): Generator<void, Set<Y.Item>> {
    const items = new Set<Y.Item>()
    for (const { client, clock } of this.touched) {
      yield
      const structs = this.doc.store.clients.get(client) ?? []
      const item = structs[Y.findIndexSS(structs, clock)]
      if (item instanceof Y.Item) items.add(item)
    }
    this.touched = []
    return items
  }

  /** Where they stand is worked out once: the signs of an item stay what they are, and they are found again with every row nearby. */
  private noteSigns({ item }: PlacedPiece, { from, end }: FoundSigns): void {
    const { client, clock } = item.id
    const signs = signsOf(item) ?? ''
    const name = `${client}.${clock}.${from}.${end ?? `-${signs.length}`}`
    if (this.noted.has(name)) return
    this.noted.add(name)
    const places = this.placesIn(signs)
    const first = from === null ? 0 : (places[from]?.[0] ?? 0)
    const last = end === null ? signs.length : (places[end - 1]?.[1] ?? 0)
    this.note(client, clock + first, last - first)
  }

  /** Of the item that was asked for last: short words may stand in it very often. */
  private placesIn(signs: string): Place[] {
    if (this.placed?.signs !== signs) this.placed = { signs, places: placesOf(signs) }
    return this.placed.places
  }

  private note(client: number, clock: number, length: number): void {
    const clocks = this.found.get(client) ?? new Set()
    this.found.set(client, clocks)
    for (let index = 0; index < length; index += 1) clocks.add(clock + index)
  }
}

/** Is this anything but signs of a text, and formats that are no marks of proposals? */
function isOther(item: Y.Item): boolean {
  const isText = item.parent instanceof Y.Text && !(item.content instanceof Y.ContentType)
  return !isText || markOf(item) !== null
}

/** Where a change of this item makes other words stand beside each other; null where it does not. */
function placeOf(item: Y.Item): Y.Item | null {
  const { parent, parentSub, content } = item
  if (parent instanceof Y.Map) return MARKER_KEYS.has(parentSub ?? '') ? placeOfMarker(parent) : null
  if (!(parent instanceof Y.Text)) return null
  if (content instanceof Y.ContentFormat) return markOf(item) === null ? null : item
  return signsOf(item) !== null || item.deleted ? item : null
}

function placeOfMarker({ _item: marker }: Y.Map<unknown>): Y.Item | null {
  return marker?.parent instanceof Y.Text ? marker : null
}
