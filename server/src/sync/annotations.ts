// Ids of comments that a document has ever had. Only the server introduces one; a client may carry those
// that exist (undo and offline work bring them back), so every id in the document counts, deleted or not.

import * as Y from 'yjs'
import { parseLayeredFormat } from '../document/index.ts'
import type { Replica } from './replica.ts'

export class Annotations {
  private readonly replica: Replica
  private known: ReadonlySet<string> | null = null

  constructor(replica: Replica) {
    this.replica = replica
  }

  has(id: string): boolean {
    return this.read().has(id)
  }

  get count(): number {
    return this.read().size
  }

  /** The server wrote: there may be new ones. */
  forget(): void {
    this.known = null
  }

  /** Looks through the whole document once, and again only after `forget`. */
  private read(): ReadonlySet<string> {
    this.known ??= collect(this.replica.doc)
    return this.known
  }
}

function collect(doc: Y.Doc): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      const id = struct instanceof Y.Item ? idIn(struct) : null
      if (id !== null) ids.add(id)
    }
  }
  return ids
}

function idIn({ content }: Y.Item): string | null {
  if (!(content instanceof Y.ContentFormat)) return null
  const layer = parseLayeredFormat(content.key)
  return layer?.name === 'comment' ? layer.id : null
}
