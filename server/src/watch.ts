import type { Actor } from './auth/policy.ts'
import type { Services } from './context.ts'

type Tools = Pick<Services, 'pubsub' | 'sessions'>

/** Of what changed; null: of anything. */
export type ChangedId = string | null

/** A set, not a queue: of something that changed ten times while a reader was slow, it hears once. */
class PendingIds {
  private readonly ids = new Set<ChangedId>()
  private wake: (() => void) | null = null
  private closed = false

  add(id: ChangedId): void {
    this.ids.add(id)
    this.wake?.()
  }

  close(): void {
    this.closed = true
    this.wake?.()
  }

  /** The next id; undefined when closed. */
  async next(): Promise<ChangedId | undefined> {
    while (!this.closed) {
      const [id] = this.ids
      if (id !== undefined) {
        this.ids.delete(id)
        return id
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    return undefined
  }
}

export interface Watched<T> {
  /** Calls back with ids of what changed; the returned function ends it. */
  listen(add: (id: ChangedId) => void): () => void
  /** What the person is told of it, read anew as them; null where they may not know. */
  look(actor: Actor, id: ChangedId): Promise<T | null>
}

/** Changes that this person may know of. Asked again before every delivery; ends with the session. */
export function watchAs<T>(tools: Tools, actor: Actor, { listen, look }: Watched<T>): AsyncIterableIterator<T> {
  const pending = new PendingIds()
  const stopListening = [
    listen((id) => pending.add(id)),
    tools.pubsub.subscribe('session', ({ userId, sessionId }) => {
      const isOurs = userId === actor.userId && (sessionId === undefined || sessionId === actor.sessionId)
      if (isOurs) pending.close()
    }),
  ]

  async function next(): Promise<IteratorResult<T>> {
    for (;;) {
      const id = await pending.next()
      const current = id === undefined ? null : await tools.sessions.refreshActor(actor)
      if (id === undefined || current === null) return finish()
      const value = await look(current, id)
      if (value !== null) return { done: false, value }
    }
  }

  function finish(): IteratorResult<T> {
    for (const stop of stopListening) stop()
    pending.close()
    return { done: true, value: undefined }
  }

  return {
    next,
    return: async () => finish(),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
