import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'

/** Why comments are hidden, being written, by their ids: a card that is folded, or a page that is reloaded, loses none. */
export function useHidingDrafts(documentId: string) {
  const drafts = keptDrafts<string>(keyOfWritten('hidings', session.value.viewer?.id, documentId))

  /** Null where nobody began to hide it. */
  function of(commentId: string): string | null {
    return drafts.all.value[commentId] ?? null
  }

  return {
    of,
    write: (commentId: string, reason: string) => drafts.put(commentId, reason),
    discard: (commentId: string) => drafts.put(commentId, null),
  }
}
