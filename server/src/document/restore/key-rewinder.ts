import * as Y from 'yjs'
import { PROPOSAL_KEYS } from '../proposal-signs.ts'
import type { ChangeHistory } from './change-history.ts'

/** What is proposed of a block; it stays. */
const OF_PROPOSALS: readonly string[] = PROPOSAL_KEYS
/** Keys that can be taken away and not only written over. */
const REMOVABLE = [...OF_PROPOSALS, 'shown', 'header']
/** A block without them reads as a plain one; one that stays although it is left out keeps what it has. */
const OF_BLOCKS = ['kind', 'level']

/** Decides about the keys of blocks, tables and rows: each has what was last written by somebody who is not left out. */
export class KeyRewinder {
  private readonly history: ChangeHistory

  constructor(history: ChangeHistory) {
    this.history = history
  }

  /** @param returns it was deleted, with its keys, and is back */
  rewind(map: Y.Map<unknown>, returns: boolean): void {
    for (const [key, last] of [...map._map]) {
      if (!returns && OF_PROPOSALS.includes(key)) continue
      if (returns || this.isTouched(last)) this.rewindKey(map, key, last)
    }
  }

  /** A table or row that stays although it is left out: hiding it is left out, too. */
  showAgain(map: Y.Map<unknown>): void {
    const last = map._map.get('shown')
    if (last?.deleted && this.history.deleted.has(last.id)) last.deleted = false
  }

  /** Was this block only proposed when it was put in? */
  wasProposed(map: Y.Map<unknown>): boolean {
    const first = firstOf(map._map.get('ins'))
    const id = firstOf(map._map.get('id'))
    return first !== null && id !== null && this.history.times.valueOf(first.id) === this.history.times.valueOf(id.id)
  }

  private isTouched(last: Y.Item): boolean {
    for (let item: Y.Item | null = last; item !== null; item = item.left) {
      if (this.history.isUndone(item) || this.history.deleted.has(item.id)) return true
    }
    return false
  }

  private rewindKey(map: Y.Map<unknown>, key: string, last: Y.Item): void {
    const isLeftOut = (item: Y.Item): boolean => this.history.isUndone(item) && !this.isProposedKind(map, key, item)
    let value: Y.Item | null = last
    while (value !== null && isLeftOut(value)) value = value.left
    const mayGo = REMOVABLE.includes(key) || (OF_BLOCKS.includes(key) && !this.isOfLeftOut(map))
    // Nobody else ever wrote it.
    if (value === null || value.content instanceof Y.ContentDeleted) {
      if (mayGo) last.deleted = true
      return
    }
    const isThere = !value.deleted || this.isWrittenOver(value) || this.history.deleted.has(value.id)
    for (let later = value.right; later !== null; later = later.right) later.deleted = true
    value.deleted = mayGo && !isThere
    map._map.set(key, value)
  }

  private isOfLeftOut({ _item: holder }: Y.Map<unknown>): boolean {
    return holder !== null && this.history.isUndone(holder)
  }

  /** Did it go when one that is left out met it, and not because somebody took it away? */
  private isWrittenOver(value: Y.Item): boolean {
    const { times, deletedAt } = this.history
    const timeOf = (item: Y.Item): number => times.valueOf(item.id) ?? -1
    const gone = deletedAt.valueOf(value.id)
    for (let later = value.right; later !== null; later = later.right) {
      if (gone === Math.max(timeOf(later), timeOf(value))) return true
    }
    return false
  }

  /** A kind or level that was only proposed at first, whatever was decided since. */
  private isProposedKind(map: Y.Map<unknown>, key: string, item: Y.Item): boolean {
    if (key !== 'kind' && key !== 'level') return false
    const time = this.history.times.valueOf(item.id)
    for (let was = map._map.get('was') ?? null; was !== null; was = was.left) {
      if (this.history.isUndone(was) && this.history.times.valueOf(was.id) === time) return true
    }
    return false
  }
}

function firstOf(last: Y.Item | undefined): Y.Item | null {
  let first = last ?? null
  while (first?.left) first = first.left
  return first
}
