import { type ComputedRef, computed, type Ref, type WritableComputedRef } from 'vue'
import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import type { Proposal } from './proposal-fields.ts'
import {
  asSaid,
  type Description,
  type DescriptionDraft,
  declinedIn,
  placeOfReason,
  saidMeanwhile,
  toDraft,
  unsaid,
} from './reason-draft.ts'

type Described = Pick<Proposal, 'id' | 'title' | 'grounds'>

const saidOf = (proposal: Described | null): Description => ({
  title: proposal?.title ?? '',
  grounds: proposal?.grounds ?? '',
})

/** Why proposals are declined or hidden, and what describes them, being written: a dialog only closed loses none. */
export function useReasonDrafts(documentId: string) {
  const userId = session.value.viewer?.id
  const reasons = keptDrafts<string>(keyOfWritten('reasons', userId, documentId))
  const descriptions = keptDrafts<DescriptionDraft>(keyOfWritten('descriptions', userId, documentId))

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

  const draftOf = (id: string): DescriptionDraft => descriptions.all.value[id] ?? {}

  function descriptionOf(proposal: Readonly<Ref<Described | null>>): WritableComputedRef<Description> {
    return computed({
      get() {
        const { was: _was, ...written } = draftOf(proposal.value?.id ?? '')
        return { ...saidOf(proposal.value), ...written }
      },
      set(written) {
        if (!proposal.value) return
        const { id } = proposal.value
        descriptions.put(id, toDraft(written, draftOf(id), saidOf(proposal.value)))
      },
    })
  }

  /** What it says by now in place of what was written over, which nobody is to overwrite unseen. */
  function saidSince(proposal: Readonly<Ref<Described | null>>): ComputedRef<Partial<Description> | null> {
    return computed(() => proposal.value && saidMeanwhile(draftOf(proposal.value.id), saidOf(proposal.value)))
  }

  /** It was taken. Answers whether it was all: what was written since stays. */
  function settle(id: string, sent: Description): boolean {
    const draft = draftOf(id)
    const left = unsaid(asSaid({ ...sent, ...draft }), sent) === null ? null : { ...draft, was: sent }
    descriptions.put(id, left)
    return left === null
  }

  function discard(id: string): void {
    descriptions.put(id, null)
  }

  return { forget, forgetDecided, reasonFor, descriptionOf, saidSince, settle, discard }
}

export type ReasonDrafts = ReturnType<typeof useReasonDrafts>
