import { BODY, forEachChangedItem, readSections } from '@app/server/document'
import * as Y from 'yjs'

type AnyType = Y.AbstractType<unknown>

/** What `apply` writes into table cells that were hidden before it, and still are. */
export function wordsIntoHiddenCells(doc: Y.Doc, apply: () => void): string[] {
  const shown = typesShown(doc)
  const written: { cell: AnyType; text: string }[] = []
  const listen = (transaction: Y.Transaction) => {
    forEachChangedItem(transaction, ({ content, deleted, parent }) => {
      if (!(content instanceof Y.ContentString) || deleted) return
      const around = surroundings(parent as AnyType)
      // What came with the same update was seen by whoever sent it.
      const known = around.filter((type) => isOlder(type, transaction.beforeState))
      if (known.some((type) => !shown.has(type))) written.push({ cell: parent as AnyType, text: content.str })
    })
  }
  doc.on('afterTransaction', listen)
  apply()
  doc.off('afterTransaction', listen)
  if (written.length === 0) return []
  const shownNow = typesShown(doc)
  return written.filter(({ cell }) => !shownNow.has(cell)).map(({ text }) => text)
}

/** The body, and every shown cell with all it stands in. */
function typesShown(doc: Y.Doc): Set<AnyType> {
  const body = doc.getText(BODY)
  const cells = readSections(body).flatMap(({ table }) => table?.rows.flatMap((row) => row.cells) ?? [])
  return new Set([body, ...cells].flatMap((text) => (text === null ? [] : surroundings(text as AnyType))))
}

/** A shared type and all that it stands in. */
function surroundings(type: AnyType): AnyType[] {
  const holder = type._item
  return holder === null ? [type] : [type, ...surroundings(holder.parent as AnyType)]
}

function isOlder({ _item: holder }: AnyType, state: Map<number, number>): boolean {
  return holder === null || holder.id.clock < (state.get(holder.id.client) ?? 0)
}
