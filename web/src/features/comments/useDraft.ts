import { shallowRef, watch } from 'vue'
import { session } from '../auth/session.ts'
import { type Draft, type DraftAim, isDraft, keepWritten, newDraft, recallWritten } from './draft.ts'

/** The new remark being written in this document; what is typed survives a reload. */
export function useDraft(documentId: string) {
  const key = `wz.remark.${session.value.viewer?.id ?? ''}.${documentId}`
  const recalled = recallWritten(key)
  const draft = shallowRef<Draft | null>(isDraft(recalled) ? recalled : null)
  watch(draft, (now) => keepWritten(key, now))

  /** Words that are already there go along to the new place. */
  function aimAt(aim: DraftAim, quote: string): void {
    draft.value = draft.value?.words ? { ...draft.value, aim, quote } : newDraft(aim, quote)
  }

  function change(changes: Partial<Pick<Draft, 'type' | 'words' | 'mentions'>>): void {
    if (draft.value) draft.value = { ...draft.value, ...changes }
  }

  function discard(): void {
    draft.value = null
  }

  return { draft, aimAt, change, discard }
}
