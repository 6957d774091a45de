import { createDocument } from '@app/server/document'
import * as Y from 'yjs'
import { DoubledWords } from '../../web/src/features/sync/doubled/doubled-words.ts'
import { leastSeen, seenWhenHiding } from '../../web/src/features/sync/seen.ts'
import { HeadlessEditor, type HeadlessEditorOptions } from './editors.ts'
import type { FuzzServer } from './server.ts'

type MakeEditor = (doc: Y.Doc, options: HeadlessEditorOptions) => HeadlessEditor

const openEditor: MakeEditor = (doc, options) => new HeadlessEditor(doc, options)

/** One person at one editor: may be offline, reads late, sends late. */
export class Member {
  readonly doc = createDocument()
  readonly editor: HeadlessEditor
  isOnline = true
  /** How often they were told that something stands there twice, and of which characters. */
  readonly told = { undone: 0, moved: 0, held: 0, gone: 0, failed: 0, characters: new Set<string>() }
  private readonly doubled: DoubledWords
  private readonly server: FuzzServer
  private inbox: Uint8Array[] = []
  private outbox: { update: Uint8Array; seen: Uint8Array | null }[] = []

  constructor(server: FuzzServer, clientId: number, makeEditor: MakeEditor = openEditor) {
    this.server = server
    this.doc.clientID = clientId
    // No two characters are the same here: one says as much as a word.
    this.doubled = new DoubledWords({ doc: this.doc, shortest: 1 })
    this.doubled.listen(({ text }) => {
      for (const character of text) this.told.characters.add(character)
    })
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server.doc), 'remote')
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin !== 'remote') this.outbox.push({ update, seen: seenWhenHiding(transaction) })
    })
    server.onUpdate((update, from) => {
      if (this.isOnline && from !== this) this.inbox.push(update)
    })
    this.editor = makeEditor(this.doc, { onDoubled: (how) => this.told[how]++ })
    // Wall-clock time must not decide what one undo takes back.
    this.editor.binding.undo.captureTimeout = Number.POSITIVE_INFINITY
  }

  receive(count = this.inbox.length): void {
    for (const update of this.inbox.splice(0, count)) this.apply(update, null)
  }

  send(): void {
    if (!this.isOnline || this.outbox.length === 0) return
    const records = this.outbox.splice(0)
    this.push(Y.mergeUpdates(records.map(({ update }) => update)), leastSeen(records))
  }

  leave(): void {
    this.isOnline = false
    this.inbox = []
  }

  /** Joins again: takes what is missing, then sends what was kept, or all that the server lacks. */
  join(sendsKept: boolean): void {
    this.isOnline = true
    this.inbox = []
    const serverState = Y.encodeStateVector(this.server.doc)
    this.apply(Y.encodeStateAsUpdate(this.server.doc, Y.encodeStateVector(this.doc)), serverState)
    if (sendsKept) {
      this.send()
      return
    }
    const seen = leastSeen(this.outbox.splice(0))
    this.push(Y.encodeStateAsUpdate(this.doc, serverState), seen)
  }

  private apply(update: Uint8Array, vector: Uint8Array | null): void {
    this.doubled.apply({ update, version: 1, vector }, 'remote')
  }

  private push(update: Uint8Array, seen: Uint8Array | null): void {
    this.server.push({ update, seen, clientId: this.doc.clientID }, this)
  }
}
