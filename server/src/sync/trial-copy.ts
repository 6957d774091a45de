// A copy of the document on which a push is tried before it is committed, so that what it would do to the text can be
// compared with what is there. Kept in step with the log, so that trying costs what the push costs; made only when
// somebody's push has to be tried, and given up when nobody's has been for a while.

import * as Y from 'yjs'
import { BODY, createDocument } from '../document/index.ts'
import type { Replica } from './replica.ts'
import { findTouched, type Touched } from './touched.ts'

const KEPT_MS = 5 * 60_000

interface Copy {
  doc: Y.Doc
  /** The document it was made of: another one after a row was found to be void. */
  source: Y.Doc
  seq: number
}

export class TrialCopy {
  private readonly replica: Replica
  private copy: Copy | null = null
  private pending: Uint8Array | null = null
  private triedAt = 0

  constructor(replica: Replica) {
    this.replica = replica
  }

  /** Does a push stand in the copy that is not in the log yet? Another one must wait for it. */
  get isTaken(): boolean {
    return this.pending !== null
  }

  /** Applies a push that the guard has passed, and answers what it touched. `settle` must follow. */
  try(update: Uint8Array): { text: Y.Text; touched: Touched } {
    const { doc } = this.inStep()
    this.pending = update
    this.triedAt = performance.now()
    const text = doc.getText(BODY)
    return { text, touched: findTouched(doc, text, () => Y.applyUpdate(doc, update)) }
  }

  /** Puts what became of the push that was tried in its place: the same, with some of it deleted. */
  amend(update: Uint8Array): void {
    if (this.copy === null) return
    Y.applyUpdate(this.copy.doc, update)
    this.pending = update
  }

  /** Changes the copy further, under this client id; answers the update, null if it changes nothing. */
  correct(clientId: number, change: () => void): Uint8Array | null {
    const doc = this.copy?.doc
    const updates: Uint8Array[] = []
    if (doc === undefined) return null
    const collect = (update: Uint8Array): void => void updates.push(update)
    doc.clientID = clientId
    doc.on('update', collect)
    doc.transact(change)
    doc.off('update', collect)
    return updates.length > 0 ? Y.mergeUpdates(updates) : null
  }

  /** A row of the log was applied to the document. */
  follow(update: Uint8Array, seq: number): void {
    if (this.pending === update) this.pending = null
    if (this.copy === null) return
    const isStale = this.copy.seq !== seq - 1 || performance.now() - this.triedAt > KEPT_MS
    if (isStale) this.drop()
    else {
      Y.applyUpdate(this.copy.doc, update)
      this.copy.seq = seq
    }
  }

  /** The round is over: a push that did not get into the log must not stay in the copy. */
  settle(): void {
    if (this.pending !== null) this.drop()
  }

  drop(): void {
    this.copy?.doc.destroy()
    this.copy = null
    this.pending = null
  }

  private inStep(): Copy {
    const { doc: source, head: seq } = this.replica
    if (this.copy?.source === source && this.copy.seq === seq) return this.copy
    this.drop()
    const doc = createDocument()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(source))
    this.copy = { doc, source, seq }
    return this.copy
  }
}
