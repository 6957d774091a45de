/**
 * The one place (with the web's writer) that touches what Yjs exports but does not document: the item list of a text,
 * its search markers, the formatting clean-up. Yjs is pinned exactly for this reason; the fuzz tests watch it.
 */
import * as Y from 'yjs'
import { applyFormat, type FormatMap, type FormatValue } from './formats.ts'

/** The name of the root text that holds a document. */
export const BODY = 'body'

/** Raised when an older client could no longer read what a newer one writes. Part of the handshake. */
export const SCHEMA_VERSION = 2

/**
 * Makes a Y.Doc safe for a linear document. To be called on every Y.Doc, on both sides, before anything is applied.
 * - Yjs' formatting clean-up writes by itself after remote changes, readers included, and makes formats leak.
 * - Search markers let Yjs' own insert and delete start with incomplete formats.
 */
export function prepareDoc(doc: Y.Doc): Y.Doc {
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false
  })
  doc.getText(BODY)._searchMarker = null
  return doc
}

/** A new, empty, prepared document. */
export function createDocument(): Y.Doc {
  return prepareDoc(new Y.Doc())
}

/** The first item of a shared text, deleted or not. */
export function firstItem(text: Y.Text): Y.Item | null {
  return text._start
}

/** The formats in force after this item, which stands in a text and is not deleted. */
export function formatsAfter(formats: FormatMap, item: Y.Item): FormatMap {
  if (!(item.content instanceof Y.ContentFormat)) return formats
  return applyFormat(formats, item.content.key, item.content.value as FormatValue | null)
}

/** Does this item start a block or a table? Says nothing about whether it is deleted. */
export function isMarker(item: Y.Item): boolean {
  return holdsMap(item) && !isHiddenTable(item)
}

/** Does this item show nothing: deleted, a format item, or a table that was deleted? */
export function isHidden(item: Y.Item): boolean {
  return item.deleted || !item.countable || (holdsMap(item) && isHiddenTable(item))
}

/** Is this the marker of a table, shown or not? */
export function isTableMarker(item: Y.Item): boolean {
  return holdsMap(item) && markerMap(item).has('rows')
}

function holdsMap(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.Map
}

/**
 * Deleted tables and rows are hidden, not taken out: undo shows them again. Were they taken out, Yjs would make them and
 * all they hold again, in an order that can be wrong once something inside had been undone before.
 */
function isHiddenTable(item: Y.Item): boolean {
  return isTableMarker(item) && !isShown(markerMap(item))
}

/** Is this table or row shown? */
export function isShown(map: Y.Map<unknown>): boolean {
  return map.get('shown') === 1
}

/** The keys of a block or a table: `id`, `kind`, `level`, … */
export function markerMap(item: Y.Item): Y.Map<unknown> {
  return (item.content as Y.ContentType).type as Y.Map<unknown>
}

/** The last item written under a key, deleted or not. */
export function keyItem(map: Y.Map<unknown>, key: string): Y.Item | undefined {
  return map._map.get(key)
}

/**
 * Was this marker made by Enter inside a formatted run? Then formats run on across it. Every other marker is a fence:
 * its block starts without formats, so that a format that lost its closing item cannot leave the block.
 */
export function flowsOn(item: Y.Item): boolean {
  return markerMap(item).get('flow') === 1
}

/** The name of an item as text, unique in its document. */
export function itemName(item: Y.Item): string {
  return `${item.id.client}.${item.id.clock}`
}

/** The item that holds the shared type in which this item stands; null for an item of the root. */
export function holderOf(item: Y.Item): Y.Item | null {
  return (item.parent as Y.AbstractType<unknown>)._item
}

/** Calls back for every item that a transaction inserted or deleted, in no useful order. */
export function forEachChangedItem(transaction: Y.Transaction, visit: (item: Y.Item) => void): void {
  const { doc, beforeState, afterState, deleteSet } = transaction
  for (const [client, end] of afterState) {
    const start = beforeState.get(client) ?? 0
    if (end <= start) continue
    const structs = doc.store.clients.get(client) ?? []
    for (let index = Y.findIndexSS(structs, start); index < structs.length; index++) {
      const struct = structs[index]
      if (struct instanceof Y.Item) visit(struct)
    }
  }
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
    if (struct instanceof Y.Item) visit(struct)
  })
}
