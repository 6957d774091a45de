import { forEachChangedItem, isMarker, markerMap } from '@app/server/document'
import * as Y from 'yjs'

interface Moved {
  id: string
  marker: Y.Item
}

/** How many blocks moved here are watched. */
const WATCHED = 200

/**
 * Notices that two people moved the same block, or one moved it and one brought it back: a move deletes and makes again,
 * so it then stands there twice. Blocks keep their id when they move and copies get new ones, so the id tells. Where the
 * server gave one of the two another id before they were seen together, whose block that is is told.
 */
export class MovedBlocks {
  private readonly onTwice: (() => void) | undefined
  private watched: Moved[] = []
  /** Ids of blocks taken away here: to be put elsewhere by the same change, or by a paste later. */
  private gone: string[] = []

  constructor(onTwice: (() => void) | undefined) {
    this.onTwice = onTwice
  }

  /** Watches the blocks that a change made here moved, or an undo brought back. */
  add(transaction: Y.Transaction, isUndo: boolean): void {
    if (this.onTwice === undefined) return
    const came: Moved[] = []
    forEachChangedItem(transaction, (item) => {
      const marker = item.parentSub === 'shown' ? (item.parent as Y.AbstractType<unknown>)._item : item
      const id = marker === null ? null : blockId(marker)
      if (marker === null || id === null) return
      if (marker.deleted || !isMarker(marker)) this.gone.push(id)
      else came.push({ id, marker })
    })
    const moved = came.filter(({ id }) => isUndo || this.gone.includes(id))
    this.watched = [...this.watched, ...moved].slice(-WATCHED)
    this.gone = this.gone.slice(-WATCHED)
  }

  /** `repeated`: ids that two blocks have now. */
  look(repeated: readonly string[]): void {
    const isTwice = ({ id, marker }: Moved) => repeated.includes(id) || wasRenamed(marker, id)
    const single = this.watched.filter((moved) => !isTwice(moved))
    if (single.length === this.watched.length) return
    this.watched = single
    this.onTwice?.()
  }
}

function wasRenamed(marker: Y.Item, id: string): boolean {
  const now = marker.deleted ? null : blockId(marker)
  return now !== null && now !== id
}

/** Null for what is no block and no table. A deleted marker has lost its keys, but not yet what they were. */
function blockId(marker: Y.Item): string | null {
  if (!(marker.parent instanceof Y.Text && marker.content instanceof Y.ContentType)) return null
  const entry = markerMap(marker)._map?.get('id')
  const value: unknown = entry?.content instanceof Y.ContentAny ? entry.content.arr.at(-1) : null
  return typeof value === 'string' ? value : null
}
