import { type Block, baseOf, readContent } from '@app/server/document'
import type { Editor } from '@tiptap/core'
import type { ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { type RecoveredEdit, replacedBy } from '../sync/index.ts'
import type { Sync } from '../sync/useSync.ts'
import { type PlaceInUnit, placeInUnit, wordingWith } from './recovered-wording.ts'
import type { ProposalActions, WordingInput } from './useProposalActions.ts'

type Meant = Pick<WordingInput, 'unitId' | 'wording' | 'base'> & {
  /** What the words were written instead of stays beside them. */
  isBeside: boolean
}

interface Options {
  documentId: string
  sync: Sync
  editor: ShallowRef<Editor | null>
  actions: ProposalActions
}

/** Words that the server gave back, as a proposal where they were typed, or else at the end of their block. */
export function useRecoveredProposal({ documentId, sync, editor, actions }: Options) {
  const { t } = useI18n()
  /** Ids of those that were proposed before, and decided by now: they would be proposals of their own. */
  const renewed = new Map<string, string>()

  function wordingOf({ place, blockId, text: words }: RecoveredEdit): Meant | null {
    const text = sync.session.value?.text
    const base = text ? baseOf(readContent(text)) : []
    const typedAt = place && placeNow(place.position)
    const replaced = place && text ? replacedBy(text, place) : null
    const old = replaced === null || replaced === 'changed' ? '' : replaced.words
    const there = place && typedAt ? writtenAt(base, typedAt, place.text, old) : null
    if (there !== null) return { ...there, isBeside: there.isBeside || replaced === 'changed' }
    const atEnd = { unitId: blockId ?? '', offset: Number.POSITIVE_INFINITY }
    const written = writtenAt(base, atEnd, ` ${words}`)
    return written && { ...written, isBeside: replaced !== null }
  }

  function placeNow(bytes: Uint8Array): ReturnType<typeof placeInUnit> {
    const { state, storage } = editor.value ?? {}
    const position = storage?.collaboration.binding?.toAbsolute(bytes) ?? null
    return state && position !== null ? placeInUnit(state.doc, position) : null
  }

  return async function propose(edit: RecoveredEdit): Promise<void> {
    const meant = wordingOf(edit)
    if (meant === null) {
      notify(t('proposals.gone'))
      return
    }
    // The edit's own id is kept with it on the device: sent again after a lost answer it is the same proposal.
    const id = renewed.get(edit.id) ?? edit.id
    const { isBeside, ...wording } = meant
    if (!(await actions.proposeWording({ ...wording, id, documentId, grounds: '' }))) {
      if (actions.isDecided.value) renewed.set(edit.id, crypto.randomUUID())
      notify(actions.problem.value, { tone: 'danger' })
      return
    }
    notify(t(isBeside ? 'editor.recovered.proposedBeside' : 'proposals.done.proposed'))
    await sync.dismiss(edit.id)
  }
}

function writtenAt(base: readonly Block[], place: PlaceInUnit, words: string, replaced = '') {
  const wording = wordingWith(base, place, words, replaced)
  if (wording === null) return null
  const isBeside = replaced !== '' && wording === wordingWith(base, place, words)
  return { unitId: place.unitId, wording, base: wordingWith(base, place, ''), isBeside }
}
