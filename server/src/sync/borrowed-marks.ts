// Somebody who types inside another's proposal closes its mark and opens it again behind their own words: so far may a
// push carry marks of others. It may lay them over nothing that did not carry them, and put no new words under a mark
// that it opened itself: nobody puts words into another's mouth.

import * as Y from 'yjs'
import {
  type FormatMap,
  firstItem,
  flowsOn,
  formatsAfter,
  formatsAtStart,
  isHidden,
  isMarker,
  NO_FORMATS,
  parseLayeredFormat,
} from '../document/index.ts'
import { nextKept, type Touched } from './touched.ts'

/** Characters of one item and the marks of others over them. */
interface Piece {
  item: Y.Item
  keys: readonly string[]
  /** The item that opened each mark; none for those that ran on into the stretch. */
  openers: ReadonlyMap<string, Y.Item>
}

const NO_KEYS: ReadonlySet<string> = new Set()

/** Does the push only open again what was in force? `foreign` are the ids of others that it carries. */
export function onlyReopens(live: Y.Text, tried: Y.Text, touched: Touched, foreign: ReadonlySet<string>): boolean {
  const ofStretches = [...touched.anchors].flatMap((anchor) => {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    return readPieces(tried, anchor, end, foreign)
  })
  const ofCells = [...touched.cells].flatMap((cell) => readPieces(cell, null, null, foreign))
  const before = new KeysBefore(live, foreign)
  return [...ofStretches, ...ofCells].every((piece) => isHonest(before, piece, touched))
}

function isHonest(before: KeysBefore, { item, keys, openers }: Piece, touched: Touched): boolean {
  const opened = keys.filter((key) => {
    const opener = openers.get(key)
    return opener !== undefined && touched.isNew(opener.id)
  })
  if (opened.length === 0) return true
  if (touched.isNew(item.id)) return !opened.some((key) => key.startsWith('ins:'))
  const were = before.over(item)
  return opened.every((key) => were.has(key))
}

/**
 * The marks over characters before the push; a copy of the document keeps characters in the same order. Each block is
 * read once, however many of its characters are asked for.
 */
class KeysBefore {
  private readonly live: Y.Text
  private readonly foreign: ReadonlySet<string>
  private readonly known = new Map<Y.Item, ReadonlySet<string>>()

  constructor(live: Y.Text, foreign: ReadonlySet<string>) {
    this.live = live
    this.foreign = foreign
  }

  over({ id }: Y.Item): ReadonlySet<string> {
    const { doc } = this.live
    const found: unknown = doc === null ? null : Y.getItem(doc.store, id)
    if (!(found instanceof Y.Item)) return NO_KEYS
    if (!this.known.has(found)) this.readBlockOf(found)
    return this.known.get(found) ?? NO_KEYS
  }

  private readBlockOf(item: Y.Item): void {
    const isEdge = (one: Y.Item): boolean => !one.deleted && isMarker(one)
    let start: Y.Item | null = item
    while (start !== null && !isEdge(start)) start = start.left
    let end: Y.Item | null = item
    while (end !== null && !isEdge(end)) end = end.right
    const pieces = readPieces(item.parent as Y.Text, start, end, this.foreign)
    for (const { item: each, keys } of pieces) this.known.set(each, new Set(keys))
    // Whatever stands nowhere in it has no marks, and is not looked for again.
    if (!this.known.has(item)) this.known.set(item, NO_KEYS)
  }
}

/** Characters and the marks over them, of these proposals, from `anchor` to `end`. */
export function readPieces(
  text: Y.Text,
  anchor: Y.Item | null,
  end: Y.Item | null,
  foreign: ReadonlySet<string>,
): Piece[] {
  const pieces: Piece[] = []
  let formats: FormatMap = anchor === null ? NO_FORMATS : formatsAtStart(anchor)
  let openers: ReadonlyMap<string, Y.Item> = new Map()
  for (let item = anchor === null ? firstItem(text) : anchor.right; item !== null && item !== end; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) {
      if (!flowsOn(item)) formats = NO_FORMATS
    } else if (!isHidden(item)) pieces.push({ item, keys: keysIn(formats, foreign), openers })
    else if (item.content instanceof Y.ContentFormat) {
      formats = formatsAfter(formats, item)
      openers = new Map(openers).set(item.content.key, item)
    }
  }
  return pieces
}

function keysIn(formats: FormatMap, foreign: ReadonlySet<string>): string[] {
  return Object.keys(formats).filter((key) => {
    const layer = parseLayeredFormat(key)
    return layer !== null && layer.name !== 'comment' && foreign.has(layer.id)
  })
}
