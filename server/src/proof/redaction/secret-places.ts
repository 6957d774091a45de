// Where words ever stood in a text, as the ids of their signs, and of links that named them: the log is gone through row by
// row, and what a row touched is read again, in every way that proposals can be decided. So they are found also where they
// were typed sign by sign, put together from pieces, proposed, or deleted long ago.

import * as Y from 'yjs'
import { forEachChangedItem, prepareDoc } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { inSlices } from '../../threads/slices.ts'
import { foldSecret, placesOf } from './folded.ts'
import { markOf, type PlacedPiece, piecesAround, signsOf } from './pieces-around.ts'
import { type FoundSigns, findInReadings } from './readings.ts'
import { namesSecret } from './secret-links.ts'

/** A stretch of the ids of one client. */
export type IdStretch = readonly [client: number, clock: number, length: number]

/** What makes a unit begin, or a table be shown, or not. */
const MARKER_KEYS = new Set(['ins', 'del', 'shown'])

/** The ids of all signs of `secret`, and of links to it, wherever it could ever be read between `rows` that begin a log. */
export async function findSecret(rows: readonly StoredRow[], secret: string): Promise<IdStretch[]> {
  const search = new SecretSearch(secret)
  await inSlices(rows, ({ kind, update }) => {
    if (kind !== 'VOID') search.take(update)
  })
  return search.stretches()
}

class SecretSearch {
  private readonly doc = prepareDoc(new Y.Doc({ gc: false }))
  private readonly secret: string
  private readonly found = new Map<number, Set<number>>()
  private readonly noted = new Set<string>()
  /** Whether anything was ever proposed. */
  private hasMarks = false

  constructor(secret: string) {
    this.secret = foldSecret(secret)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const places = new Set<Y.Item>()
      forEachChangedItem(transaction, (item) => {
        if (namesSecret(item.content, this.secret)) this.note(item.id.client, item.id.clock, 1)
        const place = placeOf(item)
        if (place === null) return
        places.add(place)
        this.hasMarks ||= place !== item || markOf(item) !== null
      })
      for (const place of places) this.lookAround(place)
    })
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update)
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

  private lookAround(place: Y.Item): void {
    const pieces = piecesAround(place, this.secret.length, this.hasMarks)
    for (const signs of findInReadings(pieces, this.secret)) this.noteSigns(pieces[signs.piece] as PlacedPiece, signs)
  }

  /** Where they stand is worked out once: the signs of an item stay what they are, and they are found again with every row nearby. */
  private noteSigns({ item }: PlacedPiece, { from, end }: FoundSigns): void {
    const { client, clock } = item.id
    const signs = signsOf(item) ?? ''
    const name = `${client}.${clock}.${from}.${end ?? `-${signs.length}`}`
    if (this.noted.has(name)) return
    this.noted.add(name)
    const places = placesOf(signs)
    const first = from === null ? 0 : (places[from]?.[0] ?? 0)
    const last = end === null ? signs.length : (places[end - 1]?.[1] ?? 0)
    this.note(client, clock + first, last - first)
  }

  private note(client: number, clock: number, length: number): void {
    const clocks = this.found.get(client) ?? new Set()
    this.found.set(client, clocks)
    for (let index = 0; index < length; index += 1) clocks.add(clock + index)
  }
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
