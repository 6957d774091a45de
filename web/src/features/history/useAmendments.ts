import { useReconnected } from '../sync/useReconnected.ts'
import { useVersionNews } from './useVersionNews.ts'

/**
 * Calls back where words may have been taken out of what a document said: as soon as that is heard, and after a lost
 * connection, when it would not have been.
 */
export function useAmendments(documentId: () => string, readAgain: () => unknown): void {
  useVersionNews(documentId, (kept) => {
    if (kept === null) readAgain()
  })
  useReconnected(readAgain)
}
