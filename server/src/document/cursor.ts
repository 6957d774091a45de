/**
 * The writer: puts items into a text and takes them out at an exact place. Besides `yjs.ts` the only user of what Yjs
 * exports but does not document (`Item.integrate`, `Item.delete`).
 *
 * It promises that formats do not leak: it adds format items and never deletes one, because somebody else may at the same
 * time have opened a format inside the range that the deleted item closes.
 */
import * as Y from 'yjs'
import { applyFormat, type FormatMap, type FormatValue, NO_FORMATS, sameValue } from './formats.ts'
import { parseLayeredFormat } from './shape.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker, isTableMarker, markerMap } from './yjs.ts'

export interface WriteContext {
  transaction: Y.Transaction
  /** May this format be opened or closed? Formats of a newer schema are carried along and left alone. */
  knowsFormat(key: string): boolean
  /** Collects the format items that end a change, which undo must leave in place. */
  closers: WeakSet<Y.Item>
}

export class TextCursor {
  private readonly text: Y.Text
  private readonly context: WriteContext
  private left: Y.Item | null
  private right: Y.Item | null
  /** In force at the cursor, with what was written so far. */
  private formats: FormatMap
  /** What was in force here before anything was written: what follows must keep its look. */
  private untouched: FormatMap

  /** A cursor right after `anchor` (null: at the start of the text). */
  constructor(text: Y.Text, anchor: Y.Item | null, context: WriteContext) {
    this.text = text
    this.context = context
    this.left = anchor
    this.right = anchor === null ? firstItem(text) : anchor.right
    this.formats = anchor !== null && isMarker(anchor) ? formatsAtStart(anchor) : NO_FORMATS
    this.untouched = this.formats
  }

  /** A cursor right before a marker, after everything that stands in the block before it. */
  static before(text: Y.Text, marker: Y.Item, context: WriteContext): TextCursor {
    const cursor = new TextCursor(text, marker.left, context)
    cursor.formats = formatsBefore(marker)
    cursor.untouched = cursor.formats
    return cursor
  }

  /** Moves over `size` units (UTF-16 units, breaks, markers) and calls back for each whole item. */
  advance(size: number, visit?: (item: Y.Item) => void): void {
    let rest = size
    while (rest > 0 && this.right !== null) {
      const item: Y.Item = this.right
      if (isHidden(item)) {
        this.pass(item)
        continue
      }
      if (rest < item.length)
        Y.getItemCleanStart(this.context.transaction, Y.createID(item.id.client, item.id.clock + rest))
      rest -= item.length
      visit?.(item)
      this.left = item
      this.right = item.right
    }
  }

  /** Moves over what is hidden up to right before `item`; stays where something that is shown stands in between. */
  passTo(item: Y.Item): void {
    let next = this.right
    while (next !== null && next !== item && isHidden(next)) next = next.right
    if (next !== item) return
    while (this.right !== null && this.right !== item) this.pass(this.right)
  }

  /** Moves behind everything, closing format items included. */
  toEnd(): void {
    while (this.right !== null) this.pass(this.right)
  }

  /** Keeps characters and gives them these formats. */
  keep(size: number, formats: FormatMap): void {
    this.advance(size, () => this.open(formats, false))
  }

  /** Lays one format over what comes next, or takes it off (null); every other format stays as it is. */
  overlay(size: number, key: string, value: FormatValue | null): void {
    this.advance(size, (item) => {
      if (isMarker(item)) {
        if (!flowsOn(item)) this.fence()
      } else this.open(applyFormat(this.untouched, key, value), false)
    })
  }

  /** Moves over a marker that stays. */
  keepMarker(): void {
    this.advance(1, (marker) => {
      if (!flowsOn(marker)) this.fence()
    })
  }

  /** Deletes characters, breaks or a marker; a table is only hidden. */
  remove(size: number): void {
    this.advance(size, (item) => {
      if (isMarker(item) && !flowsOn(item)) this.untouched = NO_FORMATS
      if (isTableMarker(item)) markerMap(item).delete('shown')
      else item.delete(this.context.transaction)
    })
  }

  /** @param isExact not behind format items and deleted ones ahead that would save some of one's own */
  insertText(text: string, formats: FormatMap, isExact = false): void {
    this.insertInline(new Y.ContentString(wellFormed(text)), formats, isExact)
  }

  insertBreak(formats: FormatMap, isExact = false): void {
    this.insertInline(new Y.ContentEmbed({ br: 1 }), formats, isExact)
  }

  /**
   * Puts a marker here. Inside a run of characters, or between two blocks of one run, it lets formats flow on; anywhere
   * else it is a fence. A fence inside a run would cut off an annotation that is laid over the run at the same time.
   * A proposed one always lets them flow: made or taken back, it must not change how anybody else's words look.
   */
  insertMarker(map: Y.Map<unknown>, flow: 'never' | 'inside' | 'always'): Y.Item {
    const next = this.nextVisible()
    const isInside = next !== null && (!isMarker(next) || flowsOn(next))
    const flows = this.left !== null && (flow === 'always' || (flow === 'inside' && isInside))
    if (flows) map.set('flow', 1)
    const marker = this.insert(new Y.ContentType(map))
    if (!flows) this.formats = NO_FORMATS
    return marker
  }

  /**
   * To be called once after the last change: what follows keeps its look. Also at the end and before a fence, where
   * somebody may be writing, or taking the fence away, at the same time.
   * @param isExact without moving: something is put in right here
   */
  finish(isExact = false): void {
    const next = this.nextVisible()
    this.open(this.untouched, true)
    if (next === null || (isMarker(next) && !flowsOn(next))) this.closeLayers(isExact ? this.right : next)
  }

  private insertInline(content: Y.ContentString | Y.ContentEmbed, formats: FormatMap, isExact: boolean): void {
    if (!isExact) this.passWhatFits(formats)
    this.closeAround(formats)
    this.open(formats, false)
    this.insert(content)
  }

  /** Ends what does not go on over new text. Undo leaves that: somebody may have written in there too. */
  private closeAround(formats: FormatMap): void {
    const kept = Object.entries(this.formats).filter(([key]) => Object.hasOwn(formats, key))
    this.open(Object.fromEntries(kept), true)
  }

  /**
   * A fence stops every format, until somebody who has not seen this one joins the blocks: an annotation that is still
   * open then would run over words nobody meant. Closed right before the fence: words that were deleted here may come
   * back by undo, and must come back under their marks.
   */
  private closeLayers(fence: Y.Item | null): void {
    while (this.right !== null && this.right !== fence) this.pass(this.right)
    const open = Object.keys(this.formats).filter((key) => parseLayeredFormat(key) !== null)
    this.open(
      open.reduce((formats, key) => applyFormat(formats, key, null), this.formats),
      true,
    )
  }

  private fence(): void {
    this.formats = NO_FORMATS
    this.untouched = NO_FORMATS
  }

  private pass(item: Y.Item): void {
    if (!item.deleted) {
      this.formats = formatsAfter(this.formats, item)
      this.untouched = formatsAfter(this.untouched, item)
    }
    this.left = item
    this.right = item.right
  }

  /** Stands behind format items that bring exactly what is wanted, instead of writing them once more. */
  private passWhatFits(wanted: FormatMap): void {
    while (this.right !== null && (this.right.deleted || fits(this.right, wanted))) this.pass(this.right)
  }

  private open(wanted: FormatMap, closing: boolean): void {
    for (const key of new Set([...Object.keys(this.formats), ...Object.keys(wanted)])) {
      const value = wanted[key] ?? null
      if (!this.context.knowsFormat(key) || sameValue(this.formats[key], value)) continue
      const item = this.insert(new Y.ContentFormat(key, value as object))
      if (closing || sameValue(this.untouched[key], value)) this.context.closers.add(item)
      this.formats = applyFormat(this.formats, key, value)
    }
  }

  private insert(content: ConstructorParameters<typeof Y.Item>[7]): Y.Item {
    const { transaction } = this.context
    const client = transaction.doc.clientID
    const id = Y.createID(client, Y.getState(transaction.doc.store, client))
    const { left, right, text } = this
    const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, text, null, content)
    item.integrate(transaction, 0)
    this.left = item
    this.right = item.right
    return item
  }

  private nextVisible(): Y.Item | null {
    let item = this.right
    while (item !== null && isHidden(item)) item = item.right
    return item
  }
}

/** What is in force where the text of a marker begins. */
export function formatsAtStart(marker: Y.Item): FormatMap {
  return flowsOn(marker) ? formatsBefore(marker) : NO_FORMATS
}

/** What is in force right before an item: the nearest format items to its left, up to the nearest fence. */
function formatsBefore(item: Y.Item): FormatMap {
  const formatItems: Y.Item[] = []
  for (let left = item.left; left !== null; left = left.left) {
    if (left.deleted) continue
    if (left.content instanceof Y.ContentFormat) formatItems.push(left)
    else if (isMarker(left) && !flowsOn(left)) break
  }
  return formatItems.reduceRight(formatsAfter, NO_FORMATS)
}

function fits(item: Y.Item, wanted: FormatMap): boolean {
  if (!(item.content instanceof Y.ContentFormat)) return false
  const { key, value } = item.content as { key: string; value: unknown }
  return sameValue(wanted[key], value as FormatMap[string] | null)
}

/** Half a surrogate pair would be another character on every other replica. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
