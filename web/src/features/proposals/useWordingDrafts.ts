import type { Ref } from 'vue'
import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import { type ProposableUnit, toShown } from './units.ts'
import type { WordingInput } from './useProposalActions.ts'
import { carriedTo, identityOf, isUntouched, type WordingDraft } from './wording-draft.ts'

/**
 * Wordings being written, by unit, until they are proposed or given up: a form that is only closed loses none.
 * @param isForOthers whoever writes may only enter what came from somebody else
 */
export function useWordingDrafts(documentId: string, isForOthers: Readonly<Ref<boolean>>) {
  const drafts = keptDrafts<WordingDraft>(keyOfWritten('wordings', session.value.viewer?.id, documentId))

  function blank(now: string): WordingDraft {
    const channel = isForOthers.value ? 'PAPER' : 'FORM'
    return { wording: now, grounds: '', base: now, channel, onBehalfOf: '', receivedAt: '' }
  }

  /** @param now what the unit says */
  function of(unitId: string, now: string): WordingDraft {
    const draft = { ...blank(now), ...drafts.all.value[unitId] }
    return isForOthers.value && draft.channel === 'FORM' ? { ...draft, channel: 'PAPER' } : draft
  }

  /** What was written about units that are gone since: it can be read, and taken elsewhere. */
  function lostFrom(units: readonly ProposableUnit[]): { id: string; words: string }[] {
    const present = new Set(units.map(({ id }) => id))
    return Object.entries(drafts.all.value).flatMap(([id, { base }]) =>
      present.has(id) ? [] : [{ id, words: toShown(base) }],
    )
  }

  function keep(unitId: string, draft: WordingDraft): void {
    drafts.put(unitId, isUntouched(draft, blank(draft.base)) ? null : draft)
  }

  /** To be called before another unit is shown: takes along what was written for whichever unit. */
  function carry(from: string, draft: WordingDraft, to: Pick<ProposableUnit, 'id' | 'wording'>): void {
    const carried = carriedTo(of(to.id, to.wording), blank(to.wording), draft)
    if (from === to.id || carried === null) return
    discard(from)
    keep(to.id, carried)
  }

  /** To be called before it is sent; answers the proposal that it is. */
  function noteSent(unitId: string, draft: WordingDraft): string {
    const words = identityOf(draft)
    const sent = draft.sent?.words === words ? draft.sent : { id: crypto.randomUUID(), words }
    keep(unitId, { ...draft, sent })
    return sent.id
  }

  function discard(unitId: string): void {
    drafts.put(unitId, null)
  }

  /** It was taken. Answers whether it was all: what was written since stays, as a proposal of its own. */
  function settle({ id, unitId, grounds }: WordingInput): boolean {
    const now = drafts.all.value[unitId]
    const isAll = now?.sent?.id === id && now.sent.words === identityOf(now) && now.grounds.trim() === grounds
    if (now === undefined || isAll) {
      discard(unitId)
      return true
    }
    renew({ id, unitId })
    return false
  }

  /** What is written is that proposal no more: it would be one of its own. */
  function renew({ id, unitId }: Pick<WordingInput, 'id' | 'unitId'>): void {
    const now = drafts.all.value[unitId]
    if (now?.sent?.id !== id) return
    const { sent: _decided, ...rest } = now
    drafts.put(unitId, rest)
  }

  return { of, lostFrom, keep, carry, noteSent, discard, settle, renew }
}

export type WordingDrafts = ReturnType<typeof useWordingDrafts>
