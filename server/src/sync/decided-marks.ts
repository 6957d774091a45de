// Marks of proposals that were decided already. An undo can bring them back with the words under them. They mean nothing
// any more, so they are taken out of the push that brings them: words and blocks stay as the push has them. Only what is
// made again may lose the mark of one's own so: whoever goes on with it means to propose.

import * as Y from 'yjs'
import {
  firstItem,
  isMarker,
  keyItem,
  markerMap,
  PROPOSAL_KEYS,
  proposalOnMarker,
  proposalOpenedBy,
} from '../document/index.ts'
import { readPieces } from './borrowed-marks.ts'
import { nextKept, type Touched } from './touched.ts'

/** The items by which a push lays these proposals over characters, or puts them on markers. */
export function findMarksOf(tried: Y.Text, touched: Touched, ids: ReadonlySet<string>): Y.ID[] {
  const found: Y.ID[] = []
  const note = (item: Y.Item | undefined, id: string | null): void => {
    if (item !== undefined && !item.deleted && touched.isNew(item.id) && id !== null && ids.has(id)) found.push(item.id)
  }
  const look = (from: Y.Item | null, end: Y.Item | null): void => {
    for (let item = from; item !== null && item !== end; item = item.right) {
      if (item.deleted) continue
      if (isMarker(item))
        for (const key of PROPOSAL_KEYS) note(keyItem(markerMap(item), key), proposalOnMarker(item, key))
      else note(item, proposalOpenedBy(item))
    }
  }
  for (const anchor of touched.anchors) {
    look(
      anchor ?? firstItem(tried),
      nextKept(tried, anchor, (marker) => !touched.isNew(marker.id)),
    )
  }
  for (const cell of touched.cells) look(firstItem(cell), null)
  return found
}

/** Does a push put words that were not there before under `ins` marks of these, or begin blocks in their name? */
export function typesUnder(tried: Y.Text, touched: Touched, ids: ReadonlySet<string>): boolean {
  const isTyped = (item: Y.Item): boolean => touched.isNew(item.id) && !isMadeAgain(item)
  const areTyped = (text: Y.Text, anchor: Y.Item | null, end: Y.Item | null): boolean =>
    readPieces(text, anchor, end, ids).some(
      ({ item, keys }) => keys.some((key) => key.startsWith('ins:')) && isTyped(item),
    )
  for (const anchor of touched.anchors) {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    if (areTyped(tried, anchor, end)) return true
    for (let item = anchor ?? firstItem(tried); item !== null && item !== end; item = item.right) {
      if (!item.deleted && isMarker(item) && ids.has(proposalOnMarker(item, 'ins') ?? '') && isTyped(item)) return true
    }
  }
  return [...touched.cells].some((cell) => areTyped(cell, null, null))
}

/** Yjs puts what an undo or a redo makes again right before what was deleted. */
export function isMadeAgain({ rightOrigin, length, parent }: Y.Item): boolean {
  const doc = parent instanceof Y.AbstractType ? parent.doc : null
  if (rightOrigin === null || doc === null) return false
  const source = Y.getItem(doc.store, rightOrigin) as Y.Item | Y.GC
  return source.deleted && source.id.clock + source.length - rightOrigin.clock >= length
}
