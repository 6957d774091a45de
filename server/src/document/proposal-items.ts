/** What the items of a text tell of proposals beyond what its content says: whose they are, and since when. */
import type * as Y from 'yjs'
import { type FormatMap, NO_FORMATS } from './formats.ts'
import { insertedBy, PROPOSAL_KEYS, proposalOnMarker, proposalOpenedBy } from './proposal-signs.ts'
import { readSections } from './sections.ts'
import { firstItem, formatsAfter, isHidden, isMarker, keyItem, markerMap } from './yjs.ts'

/** Items of one client that stand under one proposal. */
export interface PutIn {
  proposalId: string
  client: number
  clock: number
  length: number
}

interface Line {
  /** Null for a cell, and where a text begins without one. */
  marker: Y.Item | null
  first: Y.Item | null
  start: FormatMap
}

/** Characters and markers that these proposals would put in, but those of clients for which `isOwn` says yes. */
export function findPutIn(
  text: Y.Text,
  ids: ReadonlySet<string>,
  isOwn: (proposalId: string, client: number) => boolean,
): PutIn[] {
  const found: PutIn[] = []
  const note = (item: Y.Item, proposalId: unknown): void => {
    const { client, clock } = item.id
    if (typeof proposalId !== 'string' || !ids.has(proposalId) || isOwn(proposalId, client)) return
    found.push({ proposalId, client, clock, length: item.length })
  }
  for (const { marker, first, start } of linesOf(text)) {
    if (marker !== null) note(marker, markerMap(marker).get('ins'))
    let formats = start
    for (const item of itemsOf(first)) {
      if (isHidden(item)) formats = formatsAfter(formats, item)
      else for (const id of insertedBy(formats)) note(item, id)
    }
  }
  return found
}

/** The items by which each of these proposals is marked in the text. */
export function findOpeners(text: Y.Text, ids: ReadonlySet<string>): Map<string, Y.ID[]> {
  const openers = new Map<string, Y.ID[]>()
  const note = (item: Y.Item | undefined, id: string | null): void => {
    if (item === undefined || item.deleted || id === null || !ids.has(id)) return
    const known = openers.get(id)
    if (known === undefined) openers.set(id, [item.id])
    else known.push(item.id)
  }
  for (const { marker, first } of linesOf(text)) {
    if (marker !== null)
      for (const key of PROPOSAL_KEYS) note(keyItem(markerMap(marker), key), proposalOnMarker(marker, key))
    for (const item of itemsOf(first)) note(item, proposalOpenedBy(item))
  }
  return openers
}

function* linesOf(text: Y.Text): Generator<Line> {
  for (const { marker, table, startFormats } of readSections(text)) {
    for (const cell of table?.rows.flatMap((row) => row.cells) ?? []) {
      if (cell !== null) yield { marker: null, first: firstItem(cell), start: NO_FORMATS }
    }
    const first = marker === null ? firstItem(text) : marker.right
    yield { marker: table === null ? marker : null, first, start: startFormats }
  }
}

function* itemsOf(first: Y.Item | null): Generator<Y.Item> {
  for (let item = first; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) return
    yield item
  }
}
