import { forEachChangedItem } from '@app/server/document'
import * as Y from 'yjs'
import type { Written } from './written.ts'

interface Restored {
  /** The copy that was made here. */
  id: Y.ID
  text: string
  /** The deleted text it copies, and what that was a copy of: Yjs puts a copy right before it. */
  sources: readonly Y.ID[]
  /** Who had written how much when the text was deleted. */
  deletedAt: Written
}

/** How many pieces of text brought back by undo are watched. */
const WATCHED = 200
/** How far from a copy another one is looked for: others may have written between them. */
const NEAR = 100
/** How often a text may have been brought back and deleted again. */
const MAX_SOURCES = 6

/**
 * Notices that two people undid the same deletion: Yjs then brings the text back for each of them, and it stands there
 * twice. The copies are not linked, but both were put before the same deleted text, hold the same words, and are
 * younger than the deletion.
 */
export class RestoredTexts {
  private readonly onTwice: (() => void) | undefined
  private watched: Restored[] = []

  constructor(onTwice: (() => void) | undefined) {
    this.onTwice = onTwice
  }

  /** Watches what an undo, or a redo of what was undone, brought back. */
  add(transaction: Y.Transaction, deletedAt: Written): void {
    if (this.onTwice === undefined) return
    const found: Y.Item[] = []
    const { store } = transaction.doc
    forEachNewText(transaction, (item, text) => {
      this.watched.push({ id: item.id, text, sources: sourcesOf(store, item), deletedAt })
      found.push(...neighbours(item, 'left'), ...neighbours(item, 'right'))
    })
    this.watched = this.watched.slice(-WATCHED)
    this.compare(transaction, found)
  }

  /** Looks whether somebody else's transaction brought a copy of something watched. */
  look(transaction: Y.Transaction): void {
    if (this.watched.length === 0) return
    const found: Y.Item[] = []
    forEachNewText(transaction, (item) => void found.push(item))
    this.compare(transaction, found)
  }

  private compare({ doc: { store } }: Y.Transaction, found: readonly Y.Item[]): void {
    const others = found.map((item) => ({ item, sources: sourcesOf(store, item) }))
    const isTwice = (restored: Restored) =>
      isThere(store, restored.id) && others.some(({ item, sources }) => isTwin(restored, item, sources))
    const single = this.watched.filter((restored) => !isTwice(restored))
    if (single.length === this.watched.length) return
    this.watched = single
    this.onTwice?.()
  }
}

function forEachNewText(transaction: Y.Transaction, visit: (item: Y.Item, text: string) => void): void {
  forEachChangedItem(transaction, (item) => {
    if (!item.deleted && item.content instanceof Y.ContentString) visit(item, item.content.str)
  })
}

/** Two undos may have cut the text differently: the later piece then begins inside the earlier one. */
function isTwin({ id, text, sources, deletedAt }: Restored, other: Y.Item, otherSources: readonly Y.ID[]): boolean {
  const { client, clock } = other.id
  if (client === id.client || clock < (deletedAt.get(client) ?? 0)) return false
  if (!(other.content instanceof Y.ContentString)) return false
  const { str } = other.content
  return sources.some((source) =>
    otherSources.some((otherSource) => {
      const offset = otherSource.clock - source.clock
      if (source.client !== otherSource.client) return false
      const [mine, theirs] = [text.slice(Math.max(0, offset)), str.slice(Math.max(0, -offset))]
      return mine !== '' && theirs !== '' && (mine.startsWith(theirs) || theirs.startsWith(mine))
    }),
  )
}

/** What this text was put before, while that is deleted: the text it may be a copy of, and that one's own. */
function sourcesOf(store: Y.Doc['store'], item: Y.Item): Y.ID[] {
  const sources: Y.ID[] = []
  for (let id = item.rightOrigin; id !== null && sources.length < MAX_SOURCES; ) {
    const source = Y.getItem(store, id) as Y.Item | Y.GC
    if (!source.deleted || !(source instanceof Y.Item)) break
    sources.push(id)
    id = source.rightOrigin
  }
  return sources
}

function neighbours(item: Y.Item, side: 'left' | 'right'): Y.Item[] {
  const found: Y.Item[] = []
  for (let other = item[side]; other !== null && found.length < NEAR; other = other[side]) found.push(other)
  return found.filter((other) => !other.deleted)
}

function isThere(store: Y.Doc['store'], id: Y.ID): boolean {
  return !(Y.getItem(store, id) as Y.Item | Y.GC).deleted
}
