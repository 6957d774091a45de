/**
 * Notices that a passage was moved or brought back here and, at the same time, by somebody else, so that it stands in
 * two places: a copy says nothing of what it copies. What tells is that both deleted the same characters, not knowing of
 * each other, and wrote the same words anew. Whichever of the two reaches the server second hears from it that these
 * characters are deleted; the server repeats no deletion, so the first may never hear of the second's.
 */
import * as Y from 'yjs'
import { type Arrival, type ReadArrival, readArrival } from './arrival.ts'
import { deletedInHidden, newTexts, removedTexts, writtenHere } from './changes.ts'
import type { Doubled, Passage, Run } from './passage.ts'
import { readPassages } from './read-passages.ts'
import { newEffort } from './shared-runs.ts'
import { itemsOf, piecesBefore, type Source, sourcesBehind, sourcesLater, sourcesNow, sourcesWhole } from './sources.ts'

export interface DoubledWordsOptions {
  doc: Y.Doc
  /** Of fewer characters only a whole passage is recognised. Where a character is a word, one is enough. */
  shortest?: number
}

export type DoubledListener = (doubled: Doubled) => void

/** How many passages that were deleted here, and how many that others deleted too, are remembered. */
const REMEMBERED = 200
const SHORTEST = 8

export class DoubledWords {
  private readonly doc: Y.Doc
  private readonly shortest: number
  /** Deleted here, the latest last. */
  private passages: Passage[] = []
  /** Deleted by others: what of it was deleted here too, or is a copy of that. */
  private shared: Passage[] = []
  private arrival: Arrival | null = null
  private isOwn = false
  private readonly listeners = new Set<DoubledListener>()
  /** Found before anybody listened. */
  private untold: Doubled[] = []

  constructor({ doc, shortest = SHORTEST }: DoubledWordsOptions) {
    this.doc = doc
    this.shortest = shortest
    doc.on('afterTransaction', this.afterTransaction)
  }

  /** Calls back for what is doubled from now on, and was while nobody listened; the returned function ends it. */
  listen(listener: DoubledListener): () => void {
    this.listeners.add(listener)
    for (const doubled of this.untold.splice(0)) listener(doubled)
    return () => this.listeners.delete(listener)
  }

  /** Applies what others wrote. */
  apply(arrival: Arrival, origin: unknown): void {
    this.arrival = arrival
    try {
      if (arrival.version === 2) Y.applyUpdateV2(this.doc, arrival.update, origin)
      else Y.applyUpdate(this.doc, arrival.update, origin)
    } finally {
      this.arrival = null
    }
  }

  /** Applies what this person wrote before this page was opened, and may have to send yet. */
  applyOwn(updates: readonly Uint8Array[], origin: unknown): void {
    this.isOwn = true
    try {
      this.doc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.doc, update, origin)
      }, origin)
    } finally {
      this.isOwn = false
    }
  }

  destroy(): void {
    this.doc.off('afterTransaction', this.afterTransaction)
  }

  private readonly afterTransaction = (transaction: Y.Transaction): void => {
    if (transaction.local || this.isOwn) this.watch(transaction)
    else if (this.arrival !== null && this.passages.length > 0) this.compare(transaction, this.arrival)
  }

  /** What is deleted and made here. */
  private watch(transaction: Y.Transaction): void {
    const hasDeleted = transaction.deleteSet.clients.size > 0
    const isUndo = transaction.origin instanceof Y.UndoManager
    if (!hasDeleted && (this.passages.length === 0 || (!isUndo && writtenHere(transaction) < 2))) return
    const made = newTexts(transaction)
    const fresh = hasDeleted ? this.deletedHere(transaction, made.length === 0) : []
    const effort = newEffort()
    const sourcesOf = (item: Y.Item): Source[] => {
      const restored = isUndo ? sourcesBehind(item, this.passages) : []
      if (restored.length > 0) return restored
      const now = sourcesNow(item, fresh, this.shortest, effort)
      return now.length > 0 ? now : sourcesWhole(item, this.passages, this.shortest)
    }
    this.addCopies(made, sourcesOf, true)
  }

  /** Remembers what a change made here deleted. Key by key the last passage grows. */
  private deletedHere(transaction: Y.Transaction, isOnlyDeletion: boolean): Passage[] {
    const last = this.passages.at(-1)
    const growing = isOnlyDeletion && last !== undefined && !last.hasCopies ? [last] : []
    const deleted = removedTexts(transaction)
    const before = (item: Y.Item) => piecesBefore(item, growing, (span) => [span])
    const fresh = readPassages(deleted.keys(), (item) => deleted.get(item) ?? before(item))
    const hasGrown = growing.some((passage) => passage.deleted.some((run) => isKnownTo(fresh, run)))
    const kept = hasGrown ? this.passages.slice(0, -1) : this.passages
    this.passages = [...kept, ...fresh].slice(-REMEMBERED)
    return fresh
  }

  /** What others deleted and made. */
  private compare(transaction: Y.Transaction, arrival: Arrival): void {
    const { hasDeletions, deletedOf, knew } = readArrival(arrival)
    // Who knew my copy when this was sent may have my deletion of the passage in mind, and no other.
    const isSure = (passage: Passage) => !passage.wasCopiedBefore(knew)
    const sure = hasDeletions ? this.deletedThere(transaction, isSure, deletedOf) : []
    const unsure = hasDeletions ? this.deletedThere(transaction, (passage) => !isSure(passage), deletedOf) : []
    const known = [...this.shared, ...sure]
    if (known.length + unsure.length === 0) return
    const effort = newEffort()
    const sourcesOf = (item: Y.Item): Source[] => {
      const now = sourcesNow(item, sure, this.shortest, effort)
      if (now.length > 0) return now
      const restored = sourcesBehind(item, known)
      if (restored.length > 0) return restored
      const later = sourcesLater(item, this.shared, this.shortest, effort)
      return later.length > 0 ? later : sourcesWhole(item, unsure, this.shortest)
    }
    this.addCopies(newTexts(transaction), sourcesOf, false)
    this.shared = known.slice(-REMEMBERED)
  }

  /** The passages that others deleted, where they were deleted here too or are a copy of such. */
  private deletedThere(
    transaction: Y.Transaction,
    isMeant: (passage: Passage) => boolean,
    deletedOf: ReadArrival['deletedOf'],
  ): Passage[] {
    const meant = this.passages.filter(isMeant)
    const { store } = this.doc
    const together = meant.flatMap((passage) =>
      passage.deleted.flatMap((run) => deletedOf(run).flatMap((part) => itemsOf(store, part))),
    )
    const [removed, hidden] = [removedTexts(transaction), deletedInHidden(transaction)]
    const before = (item: Y.Item) => piecesBefore(item, meant, hidden.has(item) ? (span) => [span] : deletedOf)
    const items = [...together, ...hidden, ...removed.keys()]
    const read = readPassages(items, (item) => removed.get(item) ?? before(item))
    return read.filter((passage) => passage.deleted.some((run) => isKnownTo(meant, run)))
  }

  private addCopies(made: readonly Y.Item[], sourcesOf: (item: Y.Item) => Source[], isMine: boolean): void {
    const changed = new Set<Passage>()
    for (const item of made) {
      for (const source of sourcesOf(item)) {
        const id = Y.createID(item.id.client, item.id.clock + source.from)
        for (const passage of this.passages) if (passage.addCopy(id, source, isMine)) changed.add(passage)
      }
    }
    for (const passage of changed) {
      const doubled = passage.findDoubled(this.doc.store)
      if (doubled !== null) this.tell(doubled)
    }
  }

  private tell(doubled: Doubled): void {
    if (this.listeners.size === 0) this.untold.push(doubled)
    for (const listener of this.listeners) listener(doubled)
  }
}

function isKnownTo(passages: readonly Passage[], run: Run): boolean {
  return passages.some((passage) => passage.find(run).length > 0)
}
