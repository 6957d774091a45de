// Splits, joins and kinds that somebody proposes are signs on markers. Nobody may put one there in another's name. An undo
// may bring them back with their marker, or onto it: what was there before it is gone by then, so such a sign is believed
// where a marker, or a sign of the same kind, was deleted in its place.

import * as Y from 'yjs'
import { firstItem, isMarker, keyItem, markerMap, PROPOSAL_KEYS, proposalOnMarker } from '../document/index.ts'
import { isMadeAgain } from './decided-marks.ts'
import { nextKept, type Touched } from './touched.ts'

type Ids = Pick<ReadonlySet<string>, 'has'>

/** Are all signs of these proposals on markers that a push touches older than it, or made again? */
export function onlyKeepsSigns(live: Y.Text, tried: Y.Text, touched: Touched, foreign: Ids): boolean {
  return [...touched.anchors].every((anchor) => {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    for (let item = anchor ?? firstItem(tried); item !== null && item !== end; item = item.right) {
      if (!item.deleted && isMarker(item) && !isHonest(live, item, touched, foreign)) return false
    }
    return true
  })
}

function isHonest(live: Y.Text, marker: Y.Item, touched: Touched, foreign: Ids): boolean {
  return PROPOSAL_KEYS.every((key) => {
    const id = proposalOnMarker(marker, key)
    const sign = keyItem(markerMap(marker), key)
    if (id === null || !foreign.has(id) || sign === undefined || !touched.isNew(sign.id)) return true
    if (touched.isNew(marker.id)) return isMadeAgain(marker)
    return isSignedBy(live, marker, key, id) || followsDeleted(live, sign, touched)
  })
}

function isSignedBy({ doc }: Y.Text, { id }: Y.Item, key: (typeof PROPOSAL_KEYS)[number], by: string): boolean {
  const found: unknown = doc === null ? null : Y.getItem(doc.store, id)
  return found instanceof Y.Item && !found.deleted && isMarker(found) && proposalOnMarker(found, key) === by
}

/** Was there one before, which somebody took away? */
function followsDeleted({ doc }: Y.Text, { origin }: Y.Item, touched: Touched): boolean {
  if (doc === null || origin === null || touched.isNew(origin)) return false
  return (Y.getItem(doc.store, origin) as Y.Item | Y.GC).deleted
}
