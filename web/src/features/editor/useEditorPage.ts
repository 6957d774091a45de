import { computed, type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { useWhoWrote } from '../authorship/useWhoWrote.ts'
import { useComments } from '../comments/useComments.ts'
import { useProposalWords } from '../proposals/useProposalWords.ts'
import { type TextView, useProposing } from '../proposals/useProposing.ts'
import { useFind } from './find/useFind.ts'
import { usePasteNotices } from './paste/usePasteNotices.ts'
import type { PresentPerson } from './presence/people.ts'
import { usePeople } from './presence/usePeople.ts'
import { useDoubled } from './state/useDoubled.ts'
import { useRecovered } from './state/useRecovered.ts'
import { focusToolbar } from './toolbar/focus-toolbar.ts'
import { useEditorKeys } from './toolbar/useEditorKeys.ts'
import { useToolbarActions } from './toolbar/useToolbarActions.ts'
import { type DocumentEditorOptions, useDocumentEditor } from './useDocumentEditor.ts'
import { useDocumentView } from './useDocumentView.ts'
import { useJump } from './useJump.ts'
import { useOnePanel } from './useOnePanel.ts'

type Window = Pick<
  DocumentEditorOptions,
  'documentId' | 'sync' | 'place' | 'label' | 'hintId' | 'coveredTop' | 'coveredBottom'
>

export interface EditorPageOptions extends Window {
  /** Wide enough for panels beside the text. */
  isWide: Readonly<Ref<boolean>>
  focusFind(): void
}

/** Everything the page of an open document does: the editor, and what stands around it, tied together. */
export function useEditorPage({ isWide, focusFind, ...window }: EditorPageOptions) {
  const { t } = useI18n()
  const { documentId, sync } = window
  const { status, abilities, session } = sync
  const isArchived = computed(() => status.value === 'archived')
  const view = ref<TextView>('proposals')
  const isProposing = ref(false)
  const mayWrite = computed(() => abilities.value?.edit === true || abilities.value?.propose === true)
  const isEditable = computed(() => mayWrite.value && !isArchived.value && view.value === 'proposals')
  /** A page that is too old, or signed out, opens nothing until somebody does something about it. */
  const isOpening = computed(() => session.value === null && !/^(?:reload|signedOut)/.test(status.value))

  const { editor, toAbsolute, toRelative } = useDocumentEditor({
    ...window,
    isEditable,
    onPaste: usePasteNotices(),
    onFind: (state) => finding.followFind(state),
    onLink: () => {
      toolbar.isLinkOpen.value = true
    },
    onComposed: () => showOthers(),
    onDoubled: (how, place) => twice.tell(how, place),
    proposing: useProposalWords(),
  })
  const shown = useDocumentView(editor)
  const toolbar = useToolbarActions(editor)
  const finding = useFind(editor)
  const jumping = useJump(editor, toAbsolute)
  const twice = useDoubled(jumping.jumpToPlace)
  const recovered = useRecovered(editor, sync)
  const { people, showOthers } = usePeople(sync, editor)
  const comments = useComments({ documentId, editor, sync, toRelative, toAbsolute, isWide })
  const proposing = useProposing({ documentId, sync, editor, isArchived, isProposing, view })
  const whoWrote = useWhoWrote({ documentId, editor, toRelative })
  useOnePanel(comments.isOpen, proposing.isPanelOpen)

  function find(): void {
    finding.openFind()
    focusFind()
  }

  function goToPerson(person: PresentPerson): void {
    if (!jumping.jumpToPerson(person)) notify(t('editor.presence.gone', { name: person.name }))
  }

  useEditorKeys({
    find,
    step: finding.goFind,
    help: () => {
      toolbar.isHelpOpen.value = true
    },
    toolbar: focusToolbar,
    comment: comments.remark.start,
    whoWrote: whoWrote.ask,
    thread: comments.step,
  })

  return {
    ...{ editor, view, isEditable, isOpening, people, comments, proposing, whoWrote },
    ...{ shown, toolbar, finding, jumping, recovered, find, goToPerson },
    ...{ doubled: twice.doubled, showDoubled: twice.show },
  }
}
