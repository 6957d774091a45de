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

/** Does the push only open again what was in force? `foreign` are the ids of others that it carries. */
export function onlyReopens(live: Y.Text, tried: Y.Text, touched: Touched, foreign: ReadonlySet<string>): boolean {
  const ofStretches = [...touched.anchors].flatMap((anchor) => {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    return readPieces(tried, anchor, end, foreign)
  })
  const ofCells = [...touched.cells].flatMap((cell) => readPieces(cell, null, null, foreign))
  return [...ofStretches, ...ofCells].every((piece) => isHonest(live, piece, touched, foreign))
}

function isHonest(
  live: Y.Text,
  { item, keys, openers }: Piece,
  touched: Touched,
  foreign: ReadonlySet<string>,
): boolean {
  if (keys.length === 0) return true
  const isOpenedHere = (key: string): boolean => {
    const opener = openers.get(key)
    return opener !== undefined && touched.isNew(opener.id)
  }
  if (touched.isNew(item.id)) return !keys.some((key) => key.startsWith('ins:') && isOpenedHere(key))
  const before = keysBefore(live, item, foreign)
  return keys.every((key) => !isOpenedHere(key) || before.has(key))
}

/** The marks over a character before the push. A copy of the document keeps characters in the same order. */
function keysBefore(live: Y.Text, { id }: Y.Item, foreign: ReadonlySet<string>): ReadonlySet<string> {
  const found: unknown = live.doc === null ? null : Y.getItem(live.doc.store, id)
  if (!(found instanceof Y.Item)) return new Set()
  let start: Y.Item | null = found
  while (start !== null && (start.deleted || !isMarker(start))) start = start.left
  const text = found.parent as Y.Text
  const pieces = readPieces(text, start, null, foreign, found)
  return new Set(pieces.at(-1)?.keys)
}

/** Characters and the marks over them, of these proposals, from `anchor` to `end` or `last`. */
export function readPieces(
  text: Y.Text,
  anchor: Y.Item | null,
  end: Y.Item | null,
  foreign: ReadonlySet<string>,
  last: Y.Item | null = null,
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
    if (item === last) break
  }
  return pieces
}

function keysIn(formats: FormatMap, foreign: ReadonlySet<string>): string[] {
  return Object.keys(formats).filter((key) => {
    const layer = parseLayeredFormat(key)
    return layer !== null && layer.name !== 'comment' && foreign.has(layer.id)
  })
}
