// How nodes tell each other what was committed. A message may be lost or late: a receiver checks that it is the next
// one and reads the log where it is not, so the bus carries speed and never truth.
// One node needs none: `createLocalBus` delivers to nobody else.

export interface Committed {
  documentId: string
  seq: number
  /** Yjs v1. */
  update: Uint8Array
}

export interface Bus {
  /** Tells the other nodes; never throws and never waits. */
  publish(committed: Committed): void
  /** What other nodes committed. Returns how to stop listening. */
  subscribe(documentId: string, listener: (committed: Committed) => void): () => void
}

/** The bus of a process that shares its database with no other. */
export function createLocalBus(): Bus {
  return {
    publish: () => undefined,
    subscribe: () => () => undefined,
  }
}
