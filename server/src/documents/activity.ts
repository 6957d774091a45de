import type { PubSub } from '../pubsub.ts'
import type { Bus } from '../sync/bus.ts'

const QUIET_MS = 1_000

export interface Activity {
  note(documentId: string): void
  /** The same bus, on which what is committed is counted. */
  countCommits(bus: Bus): Bus
  /** How many there were since the start. */
  commits(): number
  close(): void
}

/** Tells lists that documents are being written in: once a second per document, not once a keystroke. */
export function createActivity(pubsub: PubSub): Activity {
  const noted = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let commits = 0

  function tell(): void {
    timer = undefined
    const documentIds = [...noted]
    noted.clear()
    for (const documentId of documentIds) pubsub.publish('document', { documentId })
  }

  return {
    note(documentId) {
      noted.add(documentId)
      timer ??= setTimeout(tell, QUIET_MS).unref()
    },
    countCommits: (bus) => ({
      ...bus,
      publish(committed) {
        commits += 1
        bus.publish(committed)
      },
    }),
    commits: () => commits,
    close() {
      clearTimeout(timer)
    },
  }
}
