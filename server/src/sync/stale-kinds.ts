// Whoever proposes another kind of a block writes down beside it what the block was. If an editor makes something else of
// it at the same time, that is no longer so, and declining the proposal would undo the edit. Such notes are found here and
// put right with the push that brings them.

import * as Y from 'yjs'
import { isMarker, keyItem, markerMap } from '../document/index.ts'
import { hadSeen, isSameItem } from './lost-races.ts'
import { nextKept, type Touched } from './touched.ts'

type Kind = { kind: unknown; level: unknown }

export interface StaleKind {
  /** In the text with the push. */
  marker: Y.Item
  /** What the block is without the sender's proposals. */
  base: Kind
  /** The proposal of another kind; null where it was taken back again. */
  id: string | null
}

/** Blocks of which a push proposes another kind, or did, and takes them for what they are not. */
export function findStaleKinds(
  live: Y.Text,
  tried: Y.Text,
  touched: Touched,
  isOwn: (proposalId: string) => boolean,
): StaleKind[] {
  return [...touched.anchors].flatMap((anchor) => {
    const end = nextKept(tried, anchor, (marker) => !touched.isNew(marker.id))
    return markersFrom(anchor, end).flatMap((marker) => staleKindOf(live, marker, touched, isOwn) ?? [])
  })
}

/** To be called inside a transaction of the text with the push. */
export function correctKinds(stale: readonly StaleKind[]): void {
  for (const { marker, base, id } of stale) {
    const map = markerMap(marker)
    if (id === null) {
      map.set('kind', base.kind)
      map.set('level', base.level)
    } else if (isSameKind(base, kindIn(map))) map.delete('was')
    else map.set('was', { ...base, id })
  }
}

function markersFrom(anchor: Y.Item | null, end: Y.Item | null): Y.Item[] {
  const markers: Y.Item[] = []
  for (let item = anchor; item !== null && item !== end; item = item.right) {
    if (!item.deleted && isMarker(item)) markers.push(item)
  }
  return markers
}

function staleKindOf(
  live: Y.Text,
  marker: Y.Item,
  touched: Touched,
  isOwn: (proposalId: string) => boolean,
): StaleKind | null {
  const map = markerMap(marker)
  const was = map.get('was') as (Kind & { id: string }) | undefined
  const note = keyItem(map, 'was')
  if (note === undefined || !touched.isNew(note.id) || (was !== undefined && !isOwn(was.id))) return null
  const before = mapBefore(live, marker.id)
  const base = before && baseOf(before, isOwn)
  if (!base || isSameKind(base, was ?? kindIn(map)) || !hasRaced(before, map, touched)) return null
  return { marker, base, id: was?.id ?? null }
}

function mapBefore({ doc }: Y.Text, id: Y.ID): Y.Map<unknown> | null {
  const found: unknown = doc === null ? null : Y.getItem(doc.store, id)
  return found instanceof Y.Item && !found.deleted && isMarker(found) ? markerMap(found) : null
}

/** What the block is without the sender's proposals; null where somebody else proposes a kind. */
function baseOf(map: Y.Map<unknown>, isOwn: (proposalId: string) => boolean): Kind | null {
  const was = map.get('was') as (Kind & { id: string }) | undefined
  if (was === undefined) return kindIn(map)
  return isOwn(was.id) ? { kind: was.kind, level: was.level } : null
}

/** Was the kind or the level set by a push that did not know what it is? Whoever knew it and says else is lying. */
function hasRaced(before: Y.Map<unknown>, after: Y.Map<unknown>, touched: Touched): boolean {
  return (['kind', 'level'] as const).some((key) => {
    const [held, now] = [keyItem(before, key), keyItem(after, key)]
    if (held === undefined || now === undefined) return false
    if (isSameItem(held.id, now.id)) return hasLost(now, touched)
    return touched.isNew(now.id) && !hadSeen(now, held, touched)
  })
}

/** Of two that are set at the same time one stands, and the other right before it. */
function hasLost(now: Y.Item, touched: Touched): boolean {
  for (let item = now.left; item !== null; item = item.left) if (touched.isNew(item.id)) return true
  return false
}

function kindIn(map: Y.Map<unknown>): Kind {
  return { kind: map.get('kind'), level: map.get('level') }
}

function isSameKind(a: Kind, b: Kind): boolean {
  return a.kind === b.kind && a.level === b.level
}
