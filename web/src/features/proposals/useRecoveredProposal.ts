import { baseOf, readContent } from '@app/server/document'
import type { Editor } from '@tiptap/core'
import type { ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import type { RecoveredEdit } from '../sync/index.ts'
import type { Sync } from '../sync/useSync.ts'
import { placeInUnit, wordingWith } from './recovered-wording.ts'
import type { ProposalActions } from './useProposalActions.ts'

interface Options {
  documentId: string
  sync: Sync
  editor: ShallowRef<Editor | null>
  actions: ProposalActions
}

/** Words that the server gave back, as a proposal where they were typed, or else at the end of their block. */
export function useRecoveredProposal({ documentId, sync, editor, actions }: Options) {
  const { t } = useI18n()

  function wordingOf({ place, blockId, text: words }: RecoveredEdit): { unitId: string; wording: string } | null {
    const text = sync.session.value?.text
    const base = text ? baseOf(readContent(text)) : []
    const typedAt = place && placeNow(place.position)
    const there = place && typedAt ? wordingWith(base, typedAt, place.text) : null
    if (typedAt && there !== null) return { unitId: typedAt.unitId, wording: there }
    const atEnd = { unitId: blockId ?? '', offset: Number.POSITIVE_INFINITY }
    const wording = wordingWith(base, atEnd, ` ${words}`)
    return wording === null ? null : { unitId: atEnd.unitId, wording }
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
    if (!(await actions.proposeWording({ ...meant, id: edit.id, documentId, grounds: '' }))) {
      notify(actions.problem.value, { tone: 'danger' })
      return
    }
    notify(t('proposals.done.proposed'))
    await sync.dismiss(edit.id)
  }
}
