import { shallowRef, watch } from 'vue'
import { keepWritten, keyOfWritten, recallWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import { asSent, type Draft, type DraftAim, isDraft, newDraft } from './draft.ts'

/** The new remark being written in this document; what is typed survives a reload. */
export function useDraft(documentId: string) {
  const key = keyOfWritten('remark', session.value.viewer?.id, documentId)
  const recalled = recallWritten(key)
  const draft = shallowRef<Draft | null>(isDraft(recalled) ? { ...recalled, sent: recalled.sent ?? [] } : null)
  watch(draft, (now) => keepWritten(key, now))

  /** Words that are already there go along to the new place. */
  function aimAt(aim: DraftAim, quote: string): void {
    draft.value = draft.value?.words ? { ...draft.value, aim, quote } : newDraft(aim, quote)
  }

  function change(changes: Partial<Pick<Draft, 'type' | 'words' | 'mentions'>>): void {
    if (draft.value) draft.value = { ...draft.value, ...changes }
  }

  /** To be called before it is sent; answers what is sent now. */
  function noteSent(now: Draft): Draft {
    const sent = asSent(now)
    draft.value = sent
    return sent
  }

  /** What stands under these ids is not this any more: it would be a remark of its own. */
  function renew(threadId: string): void {
    if (draft.value?.threadId !== threadId) return
    const { threadId: renewed, commentId } = newDraft(draft.value.aim, draft.value.quote)
    draft.value = { ...draft.value, threadId: renewed, commentId, sent: [] }
  }

  function discard(): void {
    draft.value = null
  }

  return { draft, aimAt, change, noteSent, renew, discard }
}
