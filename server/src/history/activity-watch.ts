import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { createQuietWatch, type QuietWatch } from '../quiet-watch.ts'

/** Costs a copy of the document each time: seldom, and only so that whoever looks at the history need not wait for it. */
const QUIET_MS = 20_000
const LATEST_MS = 60_000

/** Works out the history of documents that are written in, little by little. */
export function watchHistory({ history, pubsub, logger }: Pick<Services, 'history' | 'pubsub' | 'logger'>): QuietWatch {
  return createQuietWatch({
    pubsub,
    logger,
    what: 'histories',
    quietMs: QUIET_MS,
    latestMs: LATEST_MS,
    async look(documentId) {
      try {
        await history.fold(documentId)
      } catch (error) {
        // Deleted in between.
        if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
      }
    },
  })
}
