// Marks of proposals that were decided already. An undo can bring them back with the words under them. They mean nothing
// any more, so they are taken out of the push that brings them: words and blocks stay as the push has them.

import * as Y from 'yjs'
import { firstItem, isMarker, keyItem, markerMap, parseLayeredFormat } from '../document/index.ts'
import { nextKept, type Touched } from './touched.ts'

const MARKER_KEYS = ['ins', 'del', 'was'] as const

/** The items by which a push lays these proposals over characters, or puts them on markers. */
export function findMarksOf(tried: Y.Text, touched: Touched, ids: ReadonlySet<string>): Y.ID[] {
  const found: Y.ID[] = []
  const note = (item: Y.Item | undefined, id: string | null): void => {
    if (item !== undefined && !item.deleted && touched.isNew(item.id) && id !== null && ids.has(id)) found.push(item.id)
  }
  const look = (from: Y.Item | null, end: Y.Item | null): void => {
    for (let item = from; item !== null && item !== end; item = item.right) {
      if (item.deleted) continue
      if (isMarker(item)) for (const key of MARKER_KEYS) note(keyItem(markerMap(item), key), idOnMarker(item, key))
      else note(item, openedBy(item))
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

function openedBy({ content }: Y.Item): string | null {
  if (!(content instanceof Y.ContentFormat) || content.value === null) return null
  const layer = parseLayeredFormat(content.key)
  return layer === null || layer.name === 'comment' ? null : layer.id
}

function idOnMarker(marker: Y.Item, key: (typeof MARKER_KEYS)[number]): string | null {
  const value: unknown = markerMap(marker).get(key)
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null
}
