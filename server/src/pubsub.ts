/**
 * Every topic of the in-process bus and its payload: ids only. Who listens reads again, as the person it serves.
 * Document updates never travel here (see `sync/fanout.ts`).
 */
export interface Topics {
  /** Somebody's rights may have changed: on one document, or (without `documentId`) everywhere for one person. */
  access: { documentId?: string; userId?: string }
  /** Sessions ended: one, or (without `sessionId`) all of a person. */
  session: { userId: string; sessionId?: string }
  /** A document's row changed (title, archive, members): lists re-read. */
  document: { documentId: string }
  /** Something was said in a thread, or became of it. */
  thread: { documentId: string; threadId: string }
  /** A proposal was made, decided or described. */
  proposal: { documentId: string; proposalId: string }
  /** There is a new version of a document. */
  version: { documentId: string; versionId: string }
  /** Staff of the City reviewed a unit, or wrote a note: told to staff alone. */
  review: { documentId: string }
  /** A person has something new to know of, or has read it. */
  notification: { userId: string }
}

type Listener<T> = (payload: T) => void

/** Synchronous fan-out of ids. A listener must not throw and must not block. */
export class PubSub {
  private readonly listeners = new Map<keyof Topics, Set<Listener<never>>>()

  publish<K extends keyof Topics>(topic: K, payload: Topics[K]): void {
    for (const listener of this.listeners.get(topic) ?? []) (listener as Listener<Topics[K]>)(payload)
  }

  subscribe<K extends keyof Topics>(topic: K, listener: Listener<Topics[K]>): () => void {
    const set = this.listeners.get(topic) ?? new Set()
    this.listeners.set(topic, set)
    set.add(listener as Listener<never>)
    return () => void set.delete(listener as Listener<never>)
  }
}
