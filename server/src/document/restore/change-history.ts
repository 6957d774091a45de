/** What was done to a document since some moment, row by row, so that some of it can be left out. */
import * as Y from 'yjs'
import { IdRanges } from './id-ranges.ts'
import { LookChanges } from './look-changes.ts'

/**
 * `undo`: what this row did to the text is to be left out. `decision`: it decided on proposals or placed remarks, which
 * belongs to those and is left as it is.
 */
export type RowRole = 'undo' | 'decision' | 'other'

export interface PlayedRow {
  role: RowRole
  /** Yjs v1. */
  update: Uint8Array
}

/** The wordings of a document since a moment, with who put in and took out what. */
export class ChangeHistory {
  readonly doc: Y.Doc
  /** Put in and taken out by rows that are to be left out, and by decisions; with the time. */
  readonly inserted = new IdRanges()
  readonly deleted = new IdRanges()
  readonly decided = new IdRanges()
  /** When each item was put in, and taken out, since the moment. */
  readonly times = new IdRanges()
  readonly deletedAt = new IdRanges()
  /** How rows that are to be left out changed the look of words. */
  readonly looks = new LookChanges()
  private time = 0

  /** @param doc the document at that moment, `gc` off; it is changed, and nobody else may change it */
  constructor(doc: Y.Doc) {
    this.doc = doc
  }

  /** Rows in the order of the log, void ones left out. */
  add(rows: readonly PlayedRow[]): void {
    for (const { update, role } of rows) {
      const note = (transaction: Y.Transaction): void => this.note(transaction, role)
      this.doc.on('afterTransaction', note)
      try {
        Y.applyUpdate(this.doc, update)
      } finally {
        this.doc.off('afterTransaction', note)
      }
    }
  }

  /** Was this put in by a row that is to be left out? */
  isUndone(item: Y.Item): boolean {
    return this.inserted.has(item.id)
  }

  private note(transaction: Y.Transaction, role: RowRole): void {
    const { beforeState, afterState, deleteSet } = transaction
    const time = this.time++
    for (const [client, end] of afterState) {
      const start = beforeState.get(client) ?? 0
      if (end <= start) continue
      this.times.add(client, start, end - start, time)
      if (role === 'undo') this.inserted.add(client, start, end - start, time)
      if (role === 'decision') this.decided.add(client, start, end - start, time)
    }
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) {
        this.deletedAt.add(client, clock, len, time)
        if (role === 'undo') this.deleted.add(client, clock, len, time)
      }
    }
    if (role === 'undo') this.looks.note(transaction)
  }
}
