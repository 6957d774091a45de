import * as Y from 'yjs'
import type { YjsId } from '../compare/state.ts'
import { type FormatMap, type FormatValue, NO_FORMATS, sameValue } from '../formats.ts'
import {
  firstItem,
  forEachChangedItem,
  formatsAfter,
  isMarker,
  isShown,
  isTableMarker,
  keyItem,
  markerMap,
} from '../yjs.ts'
import { IdRanges } from './id-ranges.ts'
import { isLook } from './looks.ts'

export interface LookChange {
  before: FormatValue | null
  after: FormatValue | null
}

/**
 * How words looked that some rows took out, and how they changed the look of others. Formats are switches in a row of
 * items: leaving out those of one person would make another's run on, so it is kept of each character instead.
 */
export class LookChanges {
  private readonly changes = new Map<string, Map<string, LookChange>>()
  private readonly takenOut = new IdRanges<FormatMap>()

  get isEmpty(): boolean {
    return this.changes.size === 0 && this.takenOut.isEmpty
  }

  /** To be called for each of the rows, while `afterTransaction` is told. */
  note(transaction: Y.Transaction): void {
    const starts = new Map<Y.Text, Set<Y.Item | null>>()
    forEachChangedItem(transaction, (item) => {
      if (!(item.parent instanceof Y.Text) || !mayChangeLooks(item, transaction)) return
      const known = starts.get(item.parent) ?? new Set()
      starts.set(item.parent, known.add(startOfFamily(item, transaction)))
    })
    for (const [text, items] of starts) for (const item of items) this.compare(text, item, transaction)
  }

  /** What was done to one character, by format. */
  of({ client, clock }: YjsId): ReadonlyMap<string, LookChange> | undefined {
    return this.changes.get(nameOf(client, clock))
  }

  /** The formats of a character when it was taken out. */
  whenTakenOut(id: YjsId): FormatMap | undefined {
    return this.takenOut.valueOf(id)
  }

  /** Reads a family of blocks as it is, and as it would be without the transaction. */
  private compare(text: Y.Text, start: Y.Item | null, transaction: Y.Transaction): void {
    let now = NO_FORMATS
    let before = NO_FORMATS
    for (let item = start === null ? firstItem(text) : start.right; item !== null; item = item.right) {
      const [is, was] = [!item.deleted, existed(item, transaction)]
      if (item.content instanceof Y.ContentFormat) {
        if (is) now = formatsAfter(now, item)
        if (was) before = formatsAfter(before, item)
      } else if (isFence(item)) {
        const fence = isTableMarker(item) ? wasTableShown(item, transaction) : { is, was }
        if (fence.is && fence.was) return
        if (fence.is) now = NO_FORMATS
        if (fence.was) before = NO_FORMATS
      } else if (was && !is) this.takenOut.add(item.id.client, item.id.clock, item.length, before)
      else if (was && now !== before) this.noteItem(item, now, before)
    }
  }

  private noteItem(item: Y.Item, now: FormatMap, before: FormatMap): void {
    for (const key of new Set([...Object.keys(now), ...Object.keys(before)])) {
      if (!isLook(key)) continue
      const change = { before: before[key] ?? null, after: now[key] ?? null }
      if (sameValue(change.before, change.after)) continue
      for (let at = 0; at < item.length; at++)
        this.noteCharacter(nameOf(item.id.client, item.id.clock + at), key, change)
    }
  }

  private noteCharacter(name: string, key: string, change: LookChange): void {
    const changes = this.changes.get(name) ?? new Map<string, LookChange>()
    const known = changes.get(key)
    // Between two of these rows somebody else may have changed it: then theirs is what was before.
    const goesOn = known !== undefined && sameValue(known.after, change.before)
    this.changes.set(name, changes.set(key, goesOn ? { before: known.before, after: change.after } : change))
  }
}

function nameOf(client: number, clock: number): string {
  return `${client}.${clock}`
}

function mayChangeLooks(item: Y.Item, transaction: Y.Transaction): boolean {
  if (item.content instanceof Y.ContentFormat) return isLook(item.content.key)
  return item.deleted && item.countable && existed(item, transaction)
}

/** Was the item in the text before the transaction? */
function existed(item: Y.Item, { beforeState, deleteSet }: Y.Transaction): boolean {
  const isOld = item.id.clock < (beforeState.get(item.id.client) ?? 0)
  return isOld && (!item.deleted || Y.isDeleted(deleteSet, item.id))
}

/** Also where it was taken out: a marker flows from the beginning, or never. */
function isFence(item: Y.Item): boolean {
  return isTableMarker(item) || (isMarker(item) && keyItem(markerMap(item), 'flow') === undefined)
}

function wasTableShown(marker: Y.Item, transaction: Y.Transaction): { is: boolean; was: boolean } {
  let was = false
  for (let key = keyItem(markerMap(marker), 'shown') ?? null; key !== null; key = key.left)
    was ||= existed(key, transaction)
  return { is: !marker.deleted && isShown(markerMap(marker)), was: was && existed(marker, transaction) }
}

/** The nearest fence to the left that stood before and after the transaction. */
function startOfFamily(item: Y.Item, transaction: Y.Transaction): Y.Item | null {
  let left = item.left
  while (left !== null && !isLastingFence(left, transaction)) left = left.left
  return left
}

function isLastingFence(item: Y.Item, transaction: Y.Transaction): boolean {
  if (!isFence(item) || item.deleted || !existed(item, transaction)) return false
  if (!isTableMarker(item)) return true
  const { is, was } = wasTableShown(item, transaction)
  return is && was
}
