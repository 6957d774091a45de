// Whoever types inside words that somebody else strikes closes the mark before the new words and opens it again behind
// them. If the strike is taken back at the same time, what was opened again runs on to where the strike had ended, over
// words that nobody strikes any more, in the name of somebody who does not want it. Such openers are found here and taken
// out of the push: what is left of it is judged like any other.

import * as Y from 'yjs'
import { firstItem, flowsOn, isMarker, parseLayeredFormat } from '../document/index.ts'
import { nextKept, type Touched } from './touched.ts'

/**
 * The openers of others' marks that a push brings and that only an end without a beginning would end: that of a mark which
 * was there and is no more. `tried` is the text with the push, `live` the text without.
 */
export function findRevived(
  live: Y.Text,
  tried: Y.Text,
  touched: Touched,
  isOthers: (proposalId: string) => boolean,
): Y.ID[] {
  const revived: Y.ID[] = []
  const look = (from: Y.Item | null, end: Y.Item | null): void => {
    for (let item = from; item !== null && item !== end; item = item.right) {
      if (isOpener(item, isOthers) && touched.isNew(item.id) && isRevived(live, item, touched)) revived.push(item.id)
    }
  }
  for (const anchor of touched.anchors) {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    look(anchor === null ? firstItem(tried) : anchor.right, end)
  }
  for (const cell of touched.cells) look(firstItem(cell), null)
  return revived
}

type FormatItem = Y.Item & { content: Y.ContentFormat }

function isFormat(item: Y.Item): item is FormatItem {
  return !item.deleted && item.content instanceof Y.ContentFormat
}

function isOpener(item: Y.Item, isOthers: (proposalId: string) => boolean): item is FormatItem {
  if (!isFormat(item) || item.content.value === null) return false
  const layer = parseLayeredFormat(item.content.key)
  return layer !== null && layer.name !== 'comment' && isOthers(layer.id)
}

function isRevived(live: Y.Text, { content: { key }, right }: FormatItem, touched: Touched): boolean {
  for (let item = right; item !== null && !isFence(item); item = item.right) {
    if (!isFormat(item) || item.content.key !== key) continue
    const isNew = touched.isNew(item.id)
    if (item.content.value === null) return !isNew && endsNothing(live, item)
    if (!isNew) return false
  }
  return false
}

/** Was the mark not in force right before its end, without the push? */
function endsNothing({ doc }: Y.Text, end: FormatItem): boolean {
  const found: unknown = doc === null ? null : Y.getItem(doc.store, end.id)
  if (!(found instanceof Y.Item)) return false
  for (let item = found.left; item !== null && !isFence(item); item = item.left) {
    if (isFormat(item) && item.content.key === end.content.key) return item.content.value === null
  }
  return true
}

function isFence(item: Y.Item): boolean {
  return !item.deleted && isMarker(item) && !flowsOn(item)
}
