import { forEachChangedItem, isHidden, isMarker, keyItem, markerMap, PROPOSAL_KEYS } from '@app/server/document'
import * as Y from 'yjs'
import { OwnTables } from './undo-tables.ts'
import type { Written, WrittenStates } from './written.ts'

/** What everybody had written before a block was begun, and after the change that began it. */
interface Begun {
  /** Its sign may be undone before it. */
  isProposed: boolean
  before: Written
  after: Written
}

/** Blocks that were begun here, or moved here, and tables with their rows and columns. */
export class OwnBlocks {
  private readonly begun = new WeakMap<Y.Item, Begun>()
  private readonly tables = new OwnTables()
  private readonly states: WrittenStates

  constructor(states: WrittenStates) {
    this.states = states
  }

  /** To be called for every change. `isOwn`: made here, an undo too. */
  note(transaction: Y.Transaction, isOwn: boolean): void {
    this.tables.forget()
    if (!isOwn) return
    const keep = (state: Map<number, number>) => once(() => this.states.keep(state, transaction.doc.clientID))
    const [before, after] = [keep(transaction.beforeState), keep(transaction.afterState)]
    forEachChangedItem(transaction, (item) => {
      this.tables.note(item, after)
      if (!isMarker(item) || this.begun.has(item)) return
      this.begun.set(item, {
        isProposed: keyItem(markerMap(item), 'ins') !== undefined,
        before: before(),
        after: after(),
      })
    })
  }

  /**
   * Is this the start of such a block, or what it was begun as, and did somebody else write it on? Without it their words
   * would stand in the unit before, and say something else there. Not where older words are behind it, which were cut off
   * and are joined again with theirs, nor where the block is only proposed. Or would it hide a cell with their words?
   */
  holdsOthersWords(item: Y.Item): boolean {
    return this.tables.holdsOthersWords(item) || this.holdsBlock(item)
  }

  private holdsBlock(item: Y.Item): boolean {
    const { parent } = item
    const marker = parent instanceof Y.Map ? parent._item : item
    const begun = marker === null ? undefined : this.begun.get(marker)
    if (marker === null || begun === undefined || begun.isProposed) return false
    return (item === marker || belongsTo(item, begun)) && isOthers(marker, begun)
  }
}

/** Was it written with the block? What the block became later, or is proposed of it, is another change. */
function belongsTo({ id, parentSub }: Y.Item, { after }: Begun): boolean {
  return id.clock < (after.get(id.client) ?? 0) && !PROPOSAL_KEYS.some((key) => key === parentSub)
}

function isOthers(marker: Y.Item, { before, after }: Begun): boolean {
  let isWritten = false
  for (let item = marker.right; item !== null && !(isMarker(item) && !item.deleted); item = item.right) {
    if (isHidden(item)) continue
    const { client, clock } = item.id
    if (clock < (before.get(client) ?? 0)) return false
    isWritten ||= client !== marker.id.client && clock + item.length > (after.get(client) ?? 0)
  }
  return isWritten
}

/** Most changes begin nothing. */
function once<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}
