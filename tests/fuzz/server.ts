import { BODY, createDocument, readSections, repair, textHash } from '@app/server/document'
import * as Y from 'yjs'
import { LIMITS } from '../../server/src/limits.ts'
import { checkUpdate } from '../../server/src/sync/guard.ts'
import { findStranded } from '../../server/src/sync/stranded.ts'
import { wordsIntoHiddenCells } from './hidden-words.ts'

/**
 * Throws when the room would refuse what an honest editor sends; answers what the room would commit in its place, or null.
 */
export type Judge = (doc: Y.Doc, update: Uint8Array, from: object) => Uint8Array | null

export interface FuzzPush {
  update: Uint8Array
  clientId: number
  /** What the window had when it first hid something. */
  seen: Uint8Array | null
}

type Listener = (update: Uint8Array, from: object | null) => void

/** The room without its log: guard, normalise, apply, repair, pass on; as the server does it. */
export class FuzzServer {
  readonly doc = createDocument()
  /** The words that were given back to each client id. */
  readonly offered = new Map<number, string>()
  /** Characters that stood in two blocks of one id: by the id alone a double move is known. */
  readonly inTwins = new Set<string>()
  private readonly listeners: Listener[] = []
  private readonly judge: Judge | undefined

  constructor(judge?: Judge) {
    this.judge = judge
    // Which of two concurrent items comes first depends on it: a seed must mean the same every time.
    this.doc.clientID = 7
  }

  onUpdate(listener: Listener): void {
    this.listeners.push(listener)
  }

  /** @throws when the guard refuses what an honest editor wrote, or keeps silent about words that nobody will see */
  push({ update: pushed, clientId, seen }: FuzzPush, from: object): void {
    const checked = checkUpdate(this.doc, pushed, {
      limits: LIMITS,
      ownerOf: () => 'free',
      hadAnnotation: () => true,
    })
    if (checked.isEmpty) return
    const amended = this.judge?.(this.doc, checked.update, from) ?? null
    const update = amended ?? checked.update
    const own = new Set([clientId, ...checked.clients])
    const knowledge = { deletes: checked.deletes, seen: seen ? Y.decodeStateVector(seen) : new Map(), own }
    const find = (transaction: Y.Transaction): void => {
      const { words, cells } = findStranded(transaction, knowledge)
      for (const [client, text] of words) this.offer(client, text)
      for (const { text, writers } of cells) for (const client of writers) this.offer(client, text)
    }
    const unseen = wordsIntoHiddenCells(this.doc, () => {
      this.doc.on('afterTransaction', find)
      Y.applyUpdate(this.doc, update, from)
      this.doc.off('afterTransaction', find)
    })
    for (const client of own) this.offer(client, checked.strandedText)
    const unsaid = unseen.filter((words) => !checked.strandedText.includes(words))
    if (unsaid.length > 0) throw new Error(`nobody is told that ${unsaid.join(', ')} went into a deleted table or row`)
    this.announce(update, amended === null ? from : null)
    if (checked.changesStructure) this.repair()
  }

  /** A change of the server itself, as threads and proposals make it. */
  write(change: (text: Y.Text) => void): void {
    const before = Y.encodeStateVector(this.doc)
    this.doc.transact(() => change(this.doc.getText(BODY)), 'server')
    this.announce(Y.encodeStateAsUpdate(this.doc, before), null)
  }

  hash(): string {
    return textHash(this.doc.getText(BODY))
  }

  private offer(client: number, words: string): void {
    this.offered.set(client, (this.offered.get(client) ?? '') + words)
  }

  private repair(): void {
    const before = Y.encodeStateVector(this.doc)
    this.noteTwins()
    if (!this.doc.transact(() => repair(this.doc), 'repair')) return
    this.announce(Y.encodeStateAsUpdate(this.doc, before), null)
  }

  private noteTwins(): void {
    const seen = new Map<string, Set<string>>()
    for (const { storedId, runs } of readSections(this.doc.getText(BODY))) {
      const characters = new Set(runs.map(({ text }) => text ?? '').join(''))
      for (const character of characters) if (seen.get(storedId)?.has(character)) this.inTwins.add(character)
      seen.set(storedId, new Set([...characters, ...(seen.get(storedId) ?? [])]))
    }
  }

  private announce(update: Uint8Array, from: object | null): void {
    for (const listener of this.listeners) listener(update, from)
  }
}
