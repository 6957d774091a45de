import type { Logger } from 'pino'
import type { PubSub } from './pubsub.ts'

export interface QuietWatch {
  /** Looks at a document now and not in a while. */
  look(documentId: string): Promise<void>
  /** Looks at it in its next quiet moment. */
  plan(documentId: string): void
  close(): Promise<void>
}

export interface QuietWatchOptions {
  pubsub: PubSub
  look: (documentId: string) => Promise<void>
  logger: Logger
  /** What is looked at, for the log. */
  what: string
  /** How long a document must be quiet, and what is waited at most. */
  quietMs?: number
  latestMs?: number
}

/** A document is looked at when nobody changed it for so long, but at the latest after ten times that. */
const QUIET_MS = 1_500
const LATEST_MS = 15_000

interface Planned {
  timer: NodeJS.Timeout
  since: number
}

/** Looks at documents in their quiet moments. */
export function createQuietWatch(options: QuietWatchOptions): QuietWatch {
  const { pubsub, look, logger, what, quietMs = QUIET_MS, latestMs = LATEST_MS } = options
  const planned = new Map<string, Planned>()
  const running = new Set<Promise<void>>()

  function run(documentId: string): void {
    planned.delete(documentId)
    const looking = look(documentId)
      .catch((error: unknown) => logger.warn({ err: error, documentId }, `${what} were not looked at`))
      .finally(() => running.delete(looking))
    running.add(looking)
  }

  function plan(documentId: string): void {
    const now = performance.now()
    const since = planned.get(documentId)?.since ?? now
    clearTimeout(planned.get(documentId)?.timer)
    const wait = Math.max(0, Math.min(quietMs, since + latestMs - now))
    planned.set(documentId, { since, timer: setTimeout(run, wait, documentId).unref() })
  }

  // What is written on another node is looked at there.
  const stopListening = pubsub.subscribe('document', ({ documentId }, origin) => {
    if (origin === 'here' && documentId !== undefined) plan(documentId)
  })
  return {
    look,
    plan,
    async close() {
      stopListening()
      for (const { timer } of planned.values()) clearTimeout(timer)
      planned.clear()
      await Promise.all(running)
    },
  }
}
