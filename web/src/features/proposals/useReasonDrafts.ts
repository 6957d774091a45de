import { computed, type Ref, type WritableComputedRef } from 'vue'
import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import type { Proposal } from './proposal-fields.ts'
import { asSaid, type Description, declinedIn, placeOfReason, unsaid } from './reason-draft.ts'

type Described = Pick<Proposal, 'id' | 'title' | 'grounds'>

const saidOf = (proposal: Described | null): Description => ({
  title: proposal?.title ?? '',
  grounds: proposal?.grounds ?? '',
})

/** Why proposals are declined or hidden, and what describes them, being written: a dialog only closed loses none. */
export function useReasonDrafts(documentId: string) {
  const userId = session.value.viewer?.id
  const reasons = keptDrafts<string>(keyOfWritten('reasons', userId, documentId))
  const descriptions = keptDrafts<Partial<Description>>(keyOfWritten('descriptions', userId, documentId))

  /** What was written about these only: a reason for more of them is not theirs to take away. */
  function forget(aim: string): void {
    reasons.put(aim, null)
  }

  /** Those are decided on: no reason is asked for any more where none is left. */
  function forgetDecided(isOpen: (id: string) => boolean): void {
    for (const aim of Object.keys(reasons.all.value)) if (declinedIn(aim)?.some(isOpen) === false) forget(aim)
  }

  /** @param aim what the reason is for; empty while nothing is asked for */
  function reasonFor(aim: Readonly<Ref<string>>): WritableComputedRef<string> {
    return computed({
      get: () => reasons.all.value[placeOfReason(aim.value, reasons.all.value) ?? ''] ?? '',
      set(words) {
        // Emptied is written, too: what was written about more of them does not come back into the field.
        if (aim.value !== '') reasons.put(aim.value, words)
      },
    })
  }

  function descriptionOf(proposal: Readonly<Ref<Described | null>>): WritableComputedRef<Description> {
    return computed({
      get: () => ({ ...saidOf(proposal.value), ...descriptions.all.value[proposal.value?.id ?? ''] }),
      set(written) {
        if (proposal.value) descriptions.put(proposal.value.id, unsaid(written, saidOf(proposal.value)))
      },
    })
  }

  /** It was taken. Answers whether it was all: what was written since stays. */
  function settle(id: string, sent: Description): boolean {
    const draft = descriptions.all.value[id] ?? {}
    const left = unsaid(asSaid({ ...sent, ...draft }), sent) === null ? null : draft
    descriptions.put(id, left)
    return left === null
  }

  function discard(id: string): void {
    descriptions.put(id, null)
  }

  return { forget, forgetDecided, reasonFor, descriptionOf, settle, discard }
}

export type ReasonDrafts = ReturnType<typeof useReasonDrafts>
