// Where words ever stood in a text, as the ids of their signs, and of links that named them: the log is gone through row by
// row, and what a row touched is read again. So they are found also where they were typed sign by sign, put together from
// pieces, or deleted long ago.

import * as Y from 'yjs'
import { forEachChangedItem, prepareDoc } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { namesSecret } from './secret-links.ts'
import { occurrences, plain } from './secret-words.ts'

/** A stretch of the ids of one client. */
export type IdStretch = readonly [client: number, clock: number, length: number]

const SLICE_MS = 8

/** The ids of all signs of `secret`, and of links to it, wherever it could ever be read between `rows` that begin a log. */
export async function findSecret(rows: readonly StoredRow[], secret: string): Promise<IdStretch[]> {
  const search = new SecretSearch(secret)
  let sliceEndsAt = performance.now() + SLICE_MS
  for (const row of rows) {
    if (row.kind !== 'VOID') search.take(row.update)
    if (performance.now() < sliceEndsAt) continue
    await new Promise(setImmediate)
    sliceEndsAt = performance.now() + SLICE_MS
  }
  return search.stretches()
}

/** A sign of a text and its id. */
interface Sign {
  unit: string
  client: number
  clock: number
}

class SecretSearch {
  private readonly doc = prepareDoc(new Y.Doc({ gc: false }))
  private readonly secret: string
  private readonly found = new Map<number, Set<number>>()

  constructor(secret: string) {
    this.secret = plain(secret)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      forEachChangedItem(transaction, (item) => this.lookAround(item))
    })
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update)
  }

  stretches(): IdStretch[] {
    const stretches: [number, number, number][] = []
    for (const [client, clocks] of this.found) {
      for (const clock of [...clocks].sort((a, b) => a - b)) {
        const last = stretches.at(-1)
        if (last !== undefined && last[0] === client && last[1] + last[2] === clock) last[2] += 1
        else stretches.push([client, clock, 1])
      }
    }
    return stretches
  }

  private lookAround(item: Y.Item): void {
    if (namesSecret(item.content, this.secret)) this.note(item.id.client, item.id.clock)
    if (!(item.parent instanceof Y.Text) || !(item.content instanceof Y.ContentString || item.deleted)) return
    const signs = [
      ...this.signsBeside(item.left, 'left').reverse(),
      ...signsOf(item),
      ...this.signsBeside(item.right, 'right'),
    ]
    for (const start of occurrences(signs.map(({ unit }) => unit).join(''), this.secret)) {
      for (const { client, clock } of signs.slice(start, start + this.secret.length)) this.note(client, clock)
    }
  }

  /** The nearest signs that can be read, nearest first, up to the border of the unit. */
  private signsBeside(from: Y.Item | null, side: 'left' | 'right'): Sign[] {
    const signs: Sign[] = []
    for (let item = from; item !== null && signs.length < this.secret.length; item = item[side]) {
      if (item.deleted || !item.countable) continue
      if (!(item.content instanceof Y.ContentString)) break
      signs.push(...(side === 'left' ? signsOf(item).reverse() : signsOf(item)))
    }
    return signs
  }

  private note(client: number, clock: number): void {
    const clocks = this.found.get(client)
    if (clocks === undefined) this.found.set(client, new Set([clock]))
    else clocks.add(clock)
  }
}

function signsOf({ id, deleted, content }: Y.Item): Sign[] {
  if (deleted || !(content instanceof Y.ContentString)) return []
  const { str } = content
  return Array.from({ length: str.length }, (_, index) => ({
    unit: str.charAt(index),
    client: id.client,
    clock: id.clock + index,
  }))
}
