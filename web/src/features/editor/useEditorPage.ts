import { computed, type Ref, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { useWhoWrote } from '../authorship/useWhoWrote.ts'
import { useComments } from '../comments/useComments.ts'
import { useProposalWords } from '../proposals/useProposalWords.ts'
import { useProposing } from '../proposals/useProposing.ts'
import { commentsInText, type Preview } from './comments-in-text.ts'
import { useFind } from './find/useFind.ts'
import type { OutlineEntry } from './outline/outline.ts'
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
import { useTextView } from './useTextView.ts'

type Window = Pick<
  DocumentEditorOptions,
  'documentId' | 'sync' | 'place' | 'label' | 'hintId' | 'coveredTop' | 'coveredBottom'
>

export interface EditorPageOptions extends Window {
  /** Wide enough for panels beside the text. */
  isWide: Readonly<Ref<boolean>>
  isInArchive(): boolean
  focusFind(): void
  /** The text that is read instead of the one written in; null while none is. */
  preview(): Preview | null
}

/** Everything the page of an open document does: the editor, and what stands around it, tied together. */
export function useEditorPage({ isWide, isInArchive, focusFind, preview, ...window }: EditorPageOptions) {
  const { t } = useI18n()
  const { documentId, sync } = window
  const { abilities, session } = sync
  const textView = useTextView()
  const { view, isText, inText, onlyInText } = textView
  const isProposing = ref(false)
  const mayWrite = computed(() => abilities.value?.edit === true || abilities.value?.propose === true)
  /** The room is the first to know: whoever may write again is not held back by an answer from before. */
  const isArchived = computed(() => sync.status.value === 'archived' || (isInArchive() && !mayWrite.value))
  const status = computed(() => (isArchived.value && sync.status.value === 'saved' ? 'archived' : sync.status.value))
  const isEditable = computed(() => mayWrite.value && !isArchived.value && isText.value)
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
  const allComments = useComments({ documentId, editor, sync, toRelative, toAbsolute, isWide })
  const comments = commentsInText(allComments, editor, { ...textView, preview })
  const proposing = useProposing({
    ...{ documentId, sync, editor, isArchived, isProposing, inText },
    focusText: comments.focusText,
  })
  const whoWrote = useWhoWrote({ documentId, editor, toRelative })
  useOnePanel(comments.isOpen, proposing.isPanelOpen)

  function find(): void {
    finding.openFind()
    focusFind()
  }

  function goToPerson(person: PresentPerson): void {
    if (!jumping.jumpToPerson(person)) notify(t('editor.presence.gone', { name: person.name }))
  }

  /** To where it is in what is read; what is only in the text, to the text. */
  function goToEntry(entry: OutlineEntry): void {
    if (isText.value || !preview()?.goTo(entry.id)) inText(jumping.jumpToEntry)(entry)
  }

  watch(isText, (isShown) => isShown || finding.stopFind())

  useEditorKeys({
    mayFind: () => isText.value,
    find,
    step: finding.goFind,
    help: () => {
      toolbar.isHelpOpen.value = true
    },
    toolbar: focusToolbar,
    comment: comments.remark.start,
    whoWrote: onlyInText(whoWrote.ask),
    thread: comments.step,
  })

  return {
    ...{ editor, status, view, isText, isEditable, isOpening, people, comments, proposing, whoWrote },
    ...{ shown, toolbar, finding, recovered, find, goToEntry, goToPerson: inText(goToPerson) },
    ...{ doubled: twice.doubled, showDoubled: inText(twice.show), toggleProposing: inText(proposing.toggle) },
  }
}
