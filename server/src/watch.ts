import { setTimeout as delay } from 'node:timers/promises'
import type { Actor } from './auth/policy.ts'
import type { Services } from './context.ts'
import { AppError } from './errors.ts'

type Tools = Pick<Services, 'pubsub' | 'sessions' | 'logger'>

/** After what could not be read it is tried again, the later the longer that lasts. */
const FIRST_PAUSE_MS = 500
const MAX_PAUSE_MS = 15_000

/** Of what changed; null: of anything. */
export type ChangedId = string | null

/** A set, not a queue: of something that changed ten times while a reader was slow, it hears once. */
class PendingIds {
  private readonly ids = new Set<ChangedId>()
  private wake: (() => void) | null = null
  private readonly closing = new AbortController()

  add(id: ChangedId): void {
    this.ids.add(id)
    this.wake?.()
  }

  close(): void {
    this.closing.abort()
    this.wake?.()
  }

  /** Lets time pass; less where it is closed meanwhile. */
  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.closing.signal }).catch(() => undefined)
  }

  /** The next id; undefined when closed. */
  async next(): Promise<ChangedId | undefined> {
    while (!this.closing.signal.aborted) {
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

/**
 * Changes that this person may know of. Asked again before every delivery; ends with the session. No page subscribes again
 * while its socket is open, so what cannot be read now is kept and read later; only a refusal ends it.
 */
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
    for (let failures = 0; ; ) {
      const id = await pending.next()
      if (id === undefined) return finish()
      try {
        const current = await tools.sessions.refreshActor(actor)
        if (current === null) return finish()
        const value = await look(current, id)
        if (value !== null) return { done: false, value }
        failures = 0
      } catch (error) {
        pending.add(id)
        await recover(error, (failures += 1))
      }
    }
  }

  async function recover(error: unknown, failures: number): Promise<void> {
    if (error instanceof AppError) {
      finish()
      throw error
    }
    if (failures === 1) tools.logger.warn({ err: error }, 'what a subscription tells could not be read')
    await pending.pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS))
  }

  function finish(): IteratorResult<T> {
    for (const stop of stopListening.splice(0)) stop()
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
