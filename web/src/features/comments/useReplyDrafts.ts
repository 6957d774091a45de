import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import { asSent, isAsItWas, type Written } from './draft.ts'

/** Answers being written, by thread: another thread can be read meanwhile, and the page reloaded. */
export function useReplyDrafts(documentId: string) {
  const drafts = keptDrafts<Written>(keyOfWritten('replies', session.value.viewer?.id, documentId))

  function of(threadId: string): Written {
    return { commentId: '', words: '', mentions: [], sent: [], ...drafts.all.value[threadId] }
  }

  /** What was sent and has no answer may be there: words written from nothing then still take its place. */
  function change(threadId: string, changes: Partial<Pick<Written, 'words' | 'mentions'>>): void {
    const before = of(threadId)
    const commentId = before.commentId || crypto.randomUUID()
    if (changes.words === '' && before.sent.length === 0) discard(threadId)
    else drafts.put(threadId, { ...before, commentId, ...changes })
  }

  /** To be called before it is sent; answers what is sent now. */
  function noteSent(threadId: string): Written {
    const sent = asSent(of(threadId))
    drafts.put(threadId, sent)
    return sent
  }

  /** It was taken: goes, but for what was written since. Answers whether all of it was sent. */
  function settle(threadId: string, sent: Written): boolean {
    const now = of(threadId)
    if (now.commentId !== sent.commentId) return true
    if (now.words !== '' && !isAsItWas(now, sent)) return false
    discard(threadId)
    return true
  }

  /** What stands under its id is not this any more: it would be an answer of its own. */
  function renew(threadId: string, { commentId }: Written): void {
    const now = of(threadId)
    if (now.commentId !== commentId) return
    drafts.put(threadId, { ...now, commentId: crypto.randomUUID(), sent: [] })
  }

  function discard(threadId: string): void {
    drafts.put(threadId, null)
  }

  return { of, change, noteSent, settle, renew, discard }
}
