import { shallowRef } from 'vue'
import { session } from '../auth/session.ts'
import { keepWritten, recallWritten } from './draft.ts'
import type { WrittenMention } from './mention-words.ts'

/** An answer being written. Its id is made once, so that sending it again after a lost answer makes nothing twice. */
export interface ReplyDraft {
  commentId: string
  words: string
  mentions: WrittenMention[]
}

type Drafts = Readonly<Record<string, ReplyDraft>>

/** Answers being written, by thread: another thread can be read meanwhile, and the page reloaded. */
export function useReplyDrafts(documentId: string) {
  const key = `wz.replies.${session.value.viewer?.id ?? ''}.${documentId}`
  const drafts = shallowRef<Drafts>((recallWritten(key) as Drafts | null) ?? {})

  function of(threadId: string): ReplyDraft {
    return drafts.value[threadId] ?? { commentId: '', words: '', mentions: [] }
  }

  function change(threadId: string, changes: Partial<Omit<ReplyDraft, 'commentId'>>): void {
    const before = of(threadId)
    const commentId = before.commentId || crypto.randomUUID()
    if (changes.words === '') discard(threadId)
    else keep({ ...drafts.value, [threadId]: { ...before, commentId, ...changes } })
  }

  function discard(threadId: string): void {
    const { [threadId]: _sent, ...others } = drafts.value
    keep(others)
  }

  function keep(now: Drafts): void {
    drafts.value = now
    keepWritten(key, Object.keys(now).length > 0 ? now : null)
  }

  return { of, change, discard }
}
