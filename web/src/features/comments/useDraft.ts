import { computed } from 'vue'
import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import { asSent, type Draft, type DraftAim, isAsItWas, isDraft, newDraft, underNewIds } from './draft.ts'

/** There is one at a time. */
const THE_ONE = 'new'

/** What is left of the draft when it was taken: nothing, words written on since, or what is to be another remark. */
export type LeftOver = 'nothing' | 'more' | 'another'

/** The new remark being written in this document; it outlives its page, and so does whether it was taken. */
export function useDraft(documentId: string) {
  const drafts = keptDrafts<Draft>(keyOfWritten('remark', session.value.viewer?.id, documentId))

  // Pages of before kept the one draft as it is, not by its name.
  const former: unknown = { sent: [], ...drafts.all.value }
  if (isDraft(former)) {
    for (const field of Object.keys(drafts.all.value)) drafts.put(field, null)
    put(former)
  }

  function current(): Draft | null {
    const kept = drafts.all.value[THE_ONE]
    return isDraft(kept) ? kept : null
  }

  function put(draft: Draft | null): void {
    drafts.put(THE_ONE, draft)
  }

  /** Words that are already there go along to the new place; as another remark, where they may have been taken before. */
  function aimAt(aim: DraftAim, quote: string, isAnother: boolean): void {
    const now = current()
    if (now?.words) put({ ...(isAnother ? underNewIds(now) : now), aim, quote })
    else put(newDraft(aim, quote))
  }

  function change(changes: Partial<Pick<Draft, 'type' | 'words' | 'mentions'>>): void {
    const now = current()
    if (now) put({ ...now, ...changes })
  }

  /** To be called before it is sent; answers what is sent now. */
  function noteSent(now: Draft): Draft {
    const sent = asSent(now)
    put(sent)
    return sent
  }

  /** It was taken: goes, but for what was written since. */
  function settle(sent: Draft): LeftOver {
    const now = current()
    if (now === null) return 'nothing'
    if (now.threadId !== sent.threadId) {
      if (now.words === sent.words) put(newDraft(now.aim, now.quote))
      return 'another'
    }
    if (!isAsItWas(now, sent)) return 'more'
    discard()
    return 'nothing'
  }

  /** Nobody knows whether it was taken: words that only went along to another place meanwhile are still this remark. */
  function takeBack({ threadId, commentId, sent, words }: Draft): void {
    const now = current()
    if (now && now.threadId !== threadId && now.words === words) put({ ...now, threadId, commentId, sent })
  }

  /** What stands under these ids is not this any more: it would be a remark of its own. */
  function renew(threadId: string): void {
    const now = current()
    if (now?.threadId === threadId) put(underNewIds(now))
  }

  function discard(): void {
    put(null)
  }

  return { draft: computed(current), aimAt, change, noteSent, settle, takeBack, renew, discard }
}
