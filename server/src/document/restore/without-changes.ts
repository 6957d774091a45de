/**
 * The document as it would be without what some rows did to it: what they put in is gone, what they took out is back,
 * kinds, levels and looks that they set are what they were before. What others put in stays, whatever it was put into. What
 * somebody proposed, and what was decided on it, is left as it is.
 *
 * It works on a throw-away document that keeps what was deleted, by saying of each item whether it is in the text. That is
 * nothing a living document can take.
 */
import * as Y from 'yjs'
import { parseLayeredFormat } from '../shape.ts'
import { BODY, firstItem, flowsOn, isHidden, isMarker, isTableMarker, markerMap } from '../yjs.ts'
import { findBroughtBack } from './brought-back.ts'
import type { ChangeHistory } from './change-history.ts'
import type { IdRanges } from './id-ranges.ts'
import { KeyRewinder } from './key-rewinder.ts'
import { rewindLooks } from './rewind-looks.ts'
import { TableRewinder } from './table-rewinder.ts'

/** Changes the history's document, which is of no other use afterwards, and answers its body. */
export function withoutChanges(history: ChangeHistory): Y.Text {
  const { doc } = history
  const text = doc.getText(BODY)
  doc.transact((transaction) => {
    for (const ranges of [history.inserted, history.deleted]) ranges.cutItems(transaction)
    const broughtBack = findBroughtBack(text, history)
    broughtBack.cutItems(transaction)
    const rewinder = new TextRewinder(history, broughtBack)
    rewinder.rewind(text)
    if (!history.looks.isEmpty) rewindLooks(text, history, transaction)
  })
  return text
}

/** Decides about the items of one text, the body or a cell. */
export class TextRewinder {
  private readonly history: ChangeHistory
  private readonly broughtBack: IdRanges
  private readonly keys: KeyRewinder
  private readonly tables: TableRewinder

  constructor(history: ChangeHistory, broughtBack: IdRanges) {
    this.history = history
    this.broughtBack = broughtBack
    this.keys = new KeyRewinder(history)
    this.tables = new TableRewinder(history, this.keys, (cell) => this.rewind(cell))
  }

  rewind(text: Y.Text): void {
    this.rewindItems(text)
    this.takeOutStarts(text)
  }

  private rewindItems(text: Y.Text): void {
    const proposed = new Set<string>()
    for (let item = firstItem(text); item !== null; item = item.right) {
      if (item.content instanceof Y.ContentFormat) this.followProposals(item, item.content, proposed)
      else if (isTableMarker(item)) this.tables.rewind(item)
      else if (!this.history.isUndone(item)) this.rewindOthers(item)
      else if (!holdsStart(item) && proposed.size === 0) item.deleted = true
      if (!item.deleted && isMarker(item) && !flowsOn(item)) proposed.clear()
    }
  }

  private rewindOthers(item: Y.Item): void {
    const returns = item.deleted && this.mayReturn(item) && !this.broughtBack.has(item.id)
    if (returns) item.deleted = false
    if (!item.deleted && holdsStart(item)) this.keys.rewind(markerMap(item), returns)
  }

  /** Words that were only proposed when they were taken out stay out; of blocks that is said by their keys. */
  private mayReturn(item: Y.Item): boolean {
    const { deleted, looks } = this.history
    if (item.content instanceof Y.ContentDeleted || !deleted.has(item.id)) return false
    return (
      holdsStart(item) ||
      !Object.keys(looks.whenTakenOut(item.id) ?? {}).some((key) => parseLayeredFormat(key)?.name === 'ins')
    )
  }

  /** Which proposals a character was put in under: decisions took their marks off, but it was only proposed. */
  private followProposals(item: Y.Item, { key, value }: Y.ContentFormat, proposed: Set<string>): void {
    const layer = parseLayeredFormat(key)
    if (item.deleted || layer?.name !== 'ins') return
    if (value !== null) proposed.add(layer.id)
    else if (!this.history.decided.has(item.id)) proposed.delete(layer.id)
  }

  /**
   * Where a block begins that is left out, its words go on in the block before; but a block in which others wrote, and
   * which was empty before they did, stays theirs.
   */
  private takeOutStarts(text: Y.Text): void {
    let oldest = Number.POSITIVE_INFINITY
    for (let item = lastItem(text); item !== null; item = item.left) {
      if (isHidden(item)) continue
      const time = this.history.times.valueOf(item.id) ?? -1
      if (!isMarker(item)) oldest = Math.min(oldest, time)
      else if (this.isTakenOut(item) && !(oldest > time && oldest < Number.POSITIVE_INFINITY)) item.deleted = true
      else oldest = Number.POSITIVE_INFINITY
    }
  }

  private isTakenOut(marker: Y.Item): boolean {
    return this.history.isUndone(marker) && !isTableMarker(marker) && !this.keys.wasProposed(markerMap(marker))
  }
}

function holdsStart(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.Map
}

function lastItem(text: Y.Text): Y.Item | null {
  let last = firstItem(text)
  while (last?.right) last = last.right
  return last
}
