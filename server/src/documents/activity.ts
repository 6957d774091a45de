import type { PubSub } from '../pubsub.ts'
import type { Bus } from '../sync/bus.ts'
import { WRITING_MS } from '../sync/members.ts'

const QUIET_MS = 1_000

export interface Activity {
  note(documentId: string): void
  /** The same bus, on which what is committed is counted. */
  countCommits(bus: Bus): Bus
  /** How many there were since the start. */
  commits(): number
  close(): void
}

/** Tells lists that documents are being written in, once a second per document, not once a keystroke; and when no more. */
export function createActivity(pubsub: PubSub): Activity {
  const noted = new Set<string>()
  /** By document: when nobody is writing in it any more. */
  const endings = new Map<string, NodeJS.Timeout>()
  let timer: NodeJS.Timeout | undefined
  let commits = 0

  function tell(): void {
    timer = undefined
    const documentIds = [...noted]
    noted.clear()
    for (const documentId of documentIds) pubsub.publish('document', { documentId })
  }

  function note(documentId: string): void {
    noted.add(documentId)
    timer ??= setTimeout(tell, QUIET_MS).unref()
  }

  function noteEnd(documentId: string): void {
    endings.delete(documentId)
    note(documentId)
  }

  return {
    note(documentId) {
      note(documentId)
      const ending = endings.get(documentId)
      if (ending) ending.refresh()
      else endings.set(documentId, setTimeout(noteEnd, WRITING_MS, documentId).unref())
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
      for (const ending of endings.values()) clearTimeout(ending)
    },
  }
}
