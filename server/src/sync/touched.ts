// What a push touches: the stretches of the text between two markers that stood before it and stand after it, and cells
// of tables. Found from the items themselves, by walking left to the nearest such marker, so that the work does not grow
// with the document.

import * as Y from 'yjs'
import { firstItem, forEachChangedItem, isMarker, isTableMarker } from '../document/index.ts'

export interface Touched {
  /** Markers that stood before and stand after, and begin a touched stretch; null is the start of the text. */
  anchors: ReadonlySet<Y.Item | null>
  cells: ReadonlySet<Y.Text>
  /** Something else than text, marks and plain markers: rows, columns, a table shown or hidden. */
  hasStructure: boolean
  /** Is this item new with the push? */
  isNew(id: Y.ID): boolean
}

/** Map keys of a marker that say how a table is made. */
const TABLE_KEYS: ReadonlySet<string | null> = new Set(['columns', 'rows', 'shown'])

/** Runs `change` on `doc` and looks at what it did before anything is collected. */
export function findTouched(doc: Y.Doc, text: Y.Text, change: () => void): Touched {
  const finder = new TouchedFinder(text)
  const look = (transaction: Y.Transaction): void => finder.look(transaction)
  doc.on('afterTransaction', look)
  try {
    change()
  } finally {
    doc.off('afterTransaction', look)
  }
  return finder
}

/** The marker that ends a stretch: the next one that `isKept`; null at the end of the text. */
export function nextKept(text: Y.Text, anchor: Y.Item | null, isKept: (marker: Y.Item) => boolean): Y.Item | null {
  let item = anchor === null ? firstItem(text) : anchor.right
  while (item !== null && (item.deleted || !isMarker(item) || !isKept(item))) item = item.right
  return item
}

class TouchedFinder implements Touched {
  readonly anchors = new Set<Y.Item | null>()
  readonly cells = new Set<Y.Text>()
  hasStructure = false
  private readonly text: Y.Text
  private readonly seen = new Set<Y.Item>()
  private beforeState: ReadonlyMap<number, number> = new Map()

  constructor(text: Y.Text) {
    this.text = text
  }

  isNew({ client, clock }: Y.ID): boolean {
    return clock >= (this.beforeState.get(client) ?? 0)
  }

  look(transaction: Y.Transaction): void {
    this.beforeState = transaction.beforeState
    forEachChangedItem(transaction, (item) => this.touch(item))
  }

  private touch(item: Y.Item): void {
    const parent: unknown = item.parent
    if (parent === this.text) {
      if (item.content instanceof Y.ContentType && isTableMarker(item)) this.hasStructure = true
      this.walkLeft(item)
    } else if (parent instanceof Y.Text) this.cells.add(parent)
    else if (parent instanceof Y.Map && parent._item?.parent === this.text)
      this.touchMarker(parent._item, item.parentSub)
    else this.hasStructure = true
  }

  private touchMarker(marker: Y.Item, key: string | null): void {
    if (TABLE_KEYS.has(key) || isTableMarker(marker)) this.hasStructure = true
    this.walkLeft(marker)
  }

  private walkLeft(from: Y.Item): void {
    let item: Y.Item | null = from
    while (item !== null && !this.isKept(item)) {
      if (this.seen.has(item)) return
      this.seen.add(item)
      item = item.left
    }
    this.anchors.add(item)
  }

  private isKept(item: Y.Item): boolean {
    return !item.deleted && !this.isNew(item.id) && isMarker(item)
  }
}
