// So much may lie over one character, of proposals and of remarks. Whoever reads the text goes through all of it at every
// piece, so what somebody lays over it once is work for everybody, each time.

import * as Y from 'yjs'
import {
  flowsOn,
  isMarker,
  type LaidItem,
  type Layers,
  layersIn,
  parseLayeredFormat,
  perFormats,
  readLaid,
} from '../document/index.ts'
import type { CheckedUpdate } from './guard.ts'
import { nextKept, type Touched } from './touched.ts'

export interface LayerLimits {
  proposalsOverOne: number
  remarksOverOne: number
}

/** May a push lay anything over characters that did not lie there? Marks reach further also where their end is deleted. */
export function laysOver(doc: Y.Doc, { proposals, deletes }: CheckedUpdate): boolean {
  return proposals.opened.size > 0 || proposals.hasRemarks || deletesEnds(doc, deletes)
}

/**
 * Does a push lay more over a character than may lie there? `tried` is the text with the push, `live` the text without.
 * What lay there before keeps nobody from writing beside it.
 */
export function isOverlaid(live: Y.Text, tried: Y.Text, touched: Touched, limits: LayerLimits): boolean {
  const isTooMuch = ({ proposals, remarks }: Layers): boolean =>
    proposals > limits.proposalsOverOne || remarks > limits.remarksOverOne
  const isWorse = ({ item }: LaidItem, now: Layers): boolean => {
    const before = touched.isNew(item.id) ? null : layersBefore(live, item.id)
    return before === null || now.proposals > before.proposals || now.remarks > before.remarks
  }
  const isOver = (text: Y.Text, anchor: Y.Item | null, end: Y.Item | null): boolean => {
    const count = perFormats(layersIn)
    for (const laid of readLaid(text, anchor, end)) {
      const now = count(laid.formats)
      if (isTooMuch(now) && isWorse(laid, now)) return true
    }
    return false
  }
  // What has no end in its block runs on through those that flow.
  const isEnd = (marker: Y.Item): boolean => !touched.isNew(marker.id) && !flowsOn(marker)
  return (
    [...touched.anchors].some((anchor) => isOver(tried, anchor, nextKept(tried, anchor, isEnd))) ||
    [...touched.cells].some((cell) => isOver(cell, null, null))
  )
}

function layersBefore({ doc }: Y.Text, id: Y.ID): Layers | null {
  const found: unknown = doc === null ? null : Y.getItem(doc.store, id)
  if (!(found instanceof Y.Item) || !(found.parent instanceof Y.Text)) return null
  let start: Y.Item | null = found
  while (start !== null && (start.deleted || !isMarker(start))) start = start.left
  for (const { item, formats } of readLaid(found.parent, start, null)) if (item === found) return layersIn(formats)
  return null
}

function deletesEnds(doc: Y.Doc, deletes: CheckedUpdate['deletes']): boolean {
  for (const [client, ranges] of deletes) {
    const structs = doc.store.clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      const known = Math.min(clock + len, Y.getState(doc.store, client))
      for (let at = clock; at < known; ) {
        const struct = structs[Y.findIndexSS(structs, at)] as Y.Item | Y.GC
        if (isEnd(struct)) return true
        at = struct.id.clock + struct.length
      }
    }
  }
  return false
}

function isEnd(struct: Y.Item | Y.GC): boolean {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentFormat)) return false
  const { key, value } = struct.content
  return value === null && parseLayeredFormat(key) !== null
}
