import { BODY, createDocument, TextCursor, type WriteContext, writeContent } from '@app/server/document'
import * as Y from 'yjs'
import { Random } from '../fuzz/random.ts'
import { longDocument } from './long-document.ts'

/** One row of a log, as the server keeps it. */
export interface LoggedRow {
  seq: number
  kind: string
  at: number
  /** Who wrote it: one of `PEOPLE`, from 1; 0 for the row that begins the document. */
  person: number
  update: Uint8Array
}

export const PEOPLE = 40
/** So many keys in one place, then somebody somewhere else. */
const BURST = 30
const WORDS = 'organizacja składa wniosek o lokal w terminie trzydziestu dni albo później '

/** Fifty pages and everything that was typed, deleted and moved in them: `rows` changes, key by key. */
export class LongLog {
  readonly rows: LoggedRow[] = []
  readonly doc = createDocument()
  private readonly random = new Random(4)
  private readonly text = this.doc.getText(BODY)
  private at = Date.UTC(2026, 0, 5, 8)

  constructor(rows: number) {
    this.doc.on('update', (update: Uint8Array) => {
      const person = this.rows.length === 0 ? 0 : this.doc.clientID
      this.rows.push({ seq: this.rows.length + 1, kind: 'EDIT', at: (this.at += 250), person, update })
    })
    this.doc.transact(() => writeContent(this.text, longDocument('środek', 'koniec'), this.random.next))
    const markers = this.markers()
    while (this.rows.length < rows) this.sitting(this.random.pick(markers), this.random.pick(markers))
    this.rows.length = rows
  }

  /** Two people write in two paragraphs at the same time. */
  private sitting(...markers: Y.Item[]): void {
    const writers = markers.map((marker) => ({
      marker,
      client: 1 + this.random.below(PEOPLE),
      offset: this.random.below(60),
    }))
    if (this.random.chance(0.2)) this.at += 20 * 60_000
    for (let key = 0; key < BURST; key++) {
      for (const writer of writers) {
        this.doc.clientID = writer.client
        if (this.random.chance(0.12) && writer.offset > 0)
          this.edit(writer.marker, --writer.offset, (cursor) => cursor.remove(1))
        else if (this.random.chance(0.004)) this.move(writer.marker)
        else {
          const letter = WORDS[this.random.below(WORDS.length)] ?? ' '
          this.edit(writer.marker, writer.offset++, (cursor) => cursor.insertText(letter, {}))
        }
      }
    }
  }

  /** Cuts thirty letters and puts them in again a little later in the block. */
  private move(marker: Y.Item): void {
    let words = ''
    this.edit(marker, 100, (cursor) => {
      cursor.advance(0)
      for (let item = marker.right, skip = 100; item !== null && words.length < 30; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentString)) continue
        words += item.content.str.slice(skip, skip + 30 - words.length)
        skip = Math.max(0, skip - item.length)
      }
      cursor.remove(30)
    })
    this.edit(marker, 130, (cursor) => cursor.insertText(words, {}))
  }

  private edit(marker: Y.Item, offset: number, change: (cursor: TextCursor) => void): void {
    this.doc.transact((transaction) => {
      const context: WriteContext = { transaction, knowsFormat: () => true, closers: new WeakSet() }
      const cursor = new TextCursor(this.text, marker, context)
      cursor.advance(offset)
      change(cursor)
      cursor.finish()
    })
  }

  private markers(): Y.Item[] {
    const markers: Y.Item[] = []
    for (let item = this.text._start; item !== null; item = item.right) {
      if (item.content instanceof Y.ContentType) markers.push(item)
    }
    return markers
  }
}
