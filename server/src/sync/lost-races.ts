// A marker holds one proposed join and one proposed kind. Of two people who propose one at the same time one wins, on every
// replica the same, and a push may so take the place of what its sender had not seen. It may not take the place of what
// they had.

import * as Y from 'yjs'
import { keyItem, markerMap } from '../document/index.ts'
import type { View } from './base-compare.ts'
import type { Touched } from './touched.ts'

/** Are joins and kinds that others propose on this marker as they were, or lost against some made at the same time? */
export function keepsOthers(live: Y.Text, marker: Y.Item, touched: Touched, view: View): boolean {
  const found: unknown = live.doc === null ? null : Y.getItem(live.doc.store, marker.id)
  if (!(found instanceof Y.Item) || found.deleted) return true
  const [before, after] = [markerMap(found), markerMap(marker)]
  return (['del', 'was'] as const).every((key) => {
    const held = keyItem(before, key)
    const now = keyItem(after, key)
    if (now !== undefined && !now.deleted && touched.isNew(now.id) && isOthers(after.get(key), view)) return false
    if (held === undefined || held.deleted || !isOthers(before.get(key), view)) return true
    if (now === undefined || !isSameItem(now.id, held.id)) return now !== undefined && !hadSeen(now, held, touched)
    return !now.deleted && (key === 'del' || hasSameKind(before, after))
  })
}

function isOthers(value: unknown, { isOwn, isClosed }: View): boolean {
  const id = typeof value === 'string' ? value : (value as { id: string }).id
  return !isOwn(id) && !isClosed(id)
}

/** Did whoever wrote `now` know `held`? Walks back over what the same push wrote under this key before. */
export function hadSeen(now: Y.Item, held: Y.Item, touched: Touched): boolean {
  const { doc } = now.parent as Y.Map<unknown>
  let item: unknown = now
  while (item instanceof Y.Item && touched.isNew(item.id) && item.origin !== null && doc !== null) {
    if (isSameItem(item.origin, held.id)) return true
    item = Y.getItem(doc.store, item.origin)
  }
  return item instanceof Y.Item && !touched.isNew(item.id) && isSameItem(item.id, held.id)
}

function hasSameKind(before: Y.Map<unknown>, after: Y.Map<unknown>): boolean {
  return before.get('kind') === after.get('kind') && before.get('level') === after.get('level')
}

export function isSameItem(a: Y.ID, b: Y.ID): boolean {
  return a.client === b.client && a.clock === b.clock
}
