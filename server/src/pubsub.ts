/**
 * Every topic of the bus and its payload: ids only. Who listens reads again, as the person it serves. It goes to all
 * nodes (`nodes.ts`). Document updates never travel here (see `sync/fanout.ts`). An id that is missing means any: what is
 * missing altogether was not heard, and all of the topic is to be read again.
 */
export interface Topics {
  /** Somebody's rights may have changed: on one document, or (without `documentId`) everywhere for one person. */
  access: { documentId?: string; userId?: string }
  /** Sessions ended: one, or (without `sessionId`) all of a person. */
  session: { userId: string; sessionId?: string }
  /** A document's row changed (title, archive, members): lists re-read. */
  document: { documentId?: string }
  /** A person has read a document further: their own lists re-read. */
  reading: { userId?: string; documentId?: string }
  /** What a document is called, or the stage it is in, has changed: open pages re-read. */
  heading: { documentId?: string }
  /** Something was said in a thread, or became of it. */
  thread: { documentId?: string; threadId?: string }
  /** A proposal was made, decided or described. */
  proposal: { documentId?: string; proposalId?: string }
  /** There is a new version of a document, or one is called otherwise. */
  version: { documentId?: string; versionId?: string }
  /** Staff of the City reviewed a unit, or wrote a note: told to staff alone. */
  review: { documentId?: string }
  /** A person has something new to know of, or has read it. */
  notification: { userId?: string }
  /** A document began another epoch: what is kept in memory of it is thrown away. */
  epoch: { documentId?: string }
}

/** Where something happened: on this node, or on another one, which does itself what follows from it. */
export type Origin = 'here' | 'elsewhere'

type Listener<T> = (payload: T, origin: Origin) => void
type Forward = (topic: keyof Topics, payload: Topics[keyof Topics]) => void

/** Synchronous fan-out of ids. A listener must not throw and must not block. */
export class PubSub {
  private readonly listeners = new Map<keyof Topics, Set<Listener<never>>>()
  private readonly forwards = new Set<Forward>()

  publish<K extends keyof Topics>(topic: K, payload: Topics[K]): void {
    this.deliver(topic, payload, 'here')
    for (const forward of this.forwards) forward(topic, payload)
  }

  /** What another node published. */
  receive<K extends keyof Topics>(topic: K, payload: Topics[K]): void {
    this.deliver(topic, payload, 'elsewhere')
  }

  /** Hears all that is published here. Returns how to stop. */
  forward(forward: Forward): () => void {
    this.forwards.add(forward)
    return () => void this.forwards.delete(forward)
  }

  subscribe<K extends keyof Topics>(topic: K, listener: Listener<Topics[K]>): () => void {
    const set = this.listeners.get(topic) ?? new Set()
    this.listeners.set(topic, set)
    set.add(listener as Listener<never>)
    return () => void set.delete(listener as Listener<never>)
  }

  private deliver<K extends keyof Topics>(topic: K, payload: Topics[K], origin: Origin): void {
    for (const listener of this.listeners.get(topic) ?? []) (listener as Listener<Topics[K]>)(payload, origin)
  }
}
