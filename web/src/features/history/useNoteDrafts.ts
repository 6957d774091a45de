import { computed, effectScope, type Ref, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { keepWritten, keyOfWritten, recallWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'

/** A note that is being written. */
export interface NoteDraft {
  /** One for each note that is begun: sent again after a lost answer, with whichever words, it makes no second one. */
  id: string
  unitId: string
  /** What the unit was called when it was begun. */
  unitName: string
  body: string
  problem: string | undefined
  isBusy: boolean
}

type Kept = Pick<NoteDraft, 'id' | 'unitId' | 'unitName' | 'body'>
type ByUnit = Map<string, NoteDraft>

const begun = new Map<string, Ref<ByUnit>>()

/** One for the whole page: a tab that is come back to finds what was left in it, and what was saved meanwhile is gone. */
function notesOf(key: string): Ref<ByUnit> {
  const known = begun.get(key)
  if (known !== undefined) return known
  const recalled = (recallWritten(key) as Readonly<Record<string, Kept>> | null) ?? {}
  const byUnit = ref<ByUnit>(
    new Map(Object.values(recalled).map((kept) => [kept.unitId, { ...kept, problem: undefined, isBusy: false }])),
  )
  begun.set(key, byUnit)
  // No component's: an answer may come when the list has been left.
  effectScope(true).run(() => watch(byUnit, (notes) => keep(key, notes), { deep: true }))
  return byUnit
}

function keep(key: string, notes: ByUnit): void {
  const written = [...notes.values()].filter(({ body }) => body !== '')
  const kept = written.map(({ id, unitId, unitName, body }): [string, Kept] => [unitId, { id, unitId, unitName, body }])
  keepWritten(key, kept.length > 0 ? Object.fromEntries(kept) : null)
}

/** Those of this document, for a page that shows no units. */
export function keptNotes(documentId: string): Ref<ByUnit> {
  return notesOf(keyOfWritten('notes', session.value.viewer?.id, documentId))
}

/** Notes that are being written, by unit: they stay whatever becomes of the rows that they are written in. */
export function useNoteDrafts(documentId: string, send: (draft: NoteDraft) => Promise<boolean>) {
  const { t } = useI18n()
  const byUnit = keptNotes(documentId)

  function begin(unitId: string, unitName: string): void {
    const id = crypto.randomUUID()
    byUnit.value.set(unitId, { id, unitId, unitName, body: '', problem: undefined, isBusy: false })
  }

  function drop({ id, unitId }: NoteDraft): void {
    if (byUnit.value.get(unitId)?.id === id) byUnit.value.delete(unitId)
  }

  /** What was typed meanwhile stays open: other words of the same note. */
  async function save(draft: NoteDraft): Promise<void> {
    draft.problem = draft.body.trim() === '' ? t('history.review.noteMissing') : undefined
    if (draft.problem !== undefined || draft.isBusy) return
    draft.isBusy = true
    const { body } = draft
    const isSaved = await send({ ...draft })
    draft.isBusy = false
    if (isSaved && draft.body === body) drop(draft)
  }

  return { byUnit, all: computed(() => [...byUnit.value.values()]), begin, drop, save }
}
