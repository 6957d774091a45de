import type { Db, Thread } from '@app/prisma'
import type { Logger } from 'pino'
import type { Clock } from '../context.ts'
import { findHolds, isAnchored, readContent } from '../document/index.ts'
import type { PubSub } from '../pubsub.ts'
import { createQuietWatch, type QuietWatch } from '../quiet-watch.ts'
import type { Rooms } from '../sync/index.ts'

export interface AnchorWatchOptions {
  db: Db
  clock: Clock
  pubsub: PubSub
  rooms: Pick<Rooms, 'inspect'>
  logger: Logger
}

type Known = Pick<Thread, 'id' | 'unitId' | 'wholeUnit' | 'lostSeq'>

/** Notes which conversations lost their passage and which have it again, in quiet moments of their documents. */
export function watchAnchors({ db, clock, pubsub, rooms, logger }: AnchorWatchOptions): QuietWatch {
  async function look(documentId: string): Promise<void> {
    const threads = await db.thread.findMany({
      where: { documentId },
      select: { id: true, unitId: true, wholeUnit: true, lostSeq: true },
    })
    if (threads.length === 0) return
    const { found, seq } = await rooms.inspect(documentId, (text) => findHolds(readContent(text)))
    const isThere = (thread: Known) => isAnchored(thread, found)
    const lost = threads.filter((thread) => thread.lostSeq === null && !isThere(thread))
    const back = threads.filter((thread) => thread.lostSeq !== null && isThere(thread))
    await note(lost, { lostSeq: seq, lostAt: clock.now() })
    await note(back, { lostSeq: null, lostAt: null })
    for (const { id } of [...lost, ...back]) pubsub.publish('thread', { documentId, threadId: id })
  }

  async function note(threads: readonly Known[], data: Pick<Thread, 'lostSeq' | 'lostAt'>): Promise<void> {
    if (threads.length === 0) return
    await db.thread.updateMany({ where: { id: { in: threads.map(({ id }) => id) } }, data })
  }

  return createQuietWatch({ pubsub, look, logger, what: 'anchors' })
}
