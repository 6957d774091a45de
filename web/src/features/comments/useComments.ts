import type { Editor } from '@tiptap/core'
import { computed, type InjectionKey, inject, type Ref, ref, type ShallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { wordsOf } from '../../lib/kept-words.ts'
import { copyText } from '../../ui/copy-text.ts'
import { notify } from '../../ui/toast.ts'
import { useReached } from '../sync/useReached.ts'
import type { Sync } from '../sync/useSync.ts'
import type { Thread } from './thread-fields.ts'
import { useEditDrafts } from './useEditDrafts.ts'
import { useHidingDrafts } from './useHidingDrafts.ts'
import { useHighlights } from './useHighlights.ts'
import { useNewRemark } from './useNewRemark.ts'
import { usePlacedThreads } from './usePlacedThreads.ts'
import { useReanchoring } from './useReanchoring.ts'
import { useReplyDrafts } from './useReplyDrafts.ts'
import { spanOfAim, type ToAbsolute, type ToRelative, useSelectedPlace } from './useSelectedPlace.ts'
import { useThreadActions } from './useThreadActions.ts'
import { useThreadNavigation } from './useThreadNavigation.ts'
import { useThreadNews } from './useThreadNews.ts'
import { useThreads } from './useThreads.ts'

export interface CommentsOptions {
  documentId: string
  editor: ShallowRef<Editor | null>
  sync: Sync
  toRelative: ToRelative
  toAbsolute: ToAbsolute
  /** Wide enough for cards beside the text; otherwise they are in a sheet over it. */
  isWide: Readonly<Ref<boolean>>
}

/** Everything the page of a document does about conversations. */
export function useComments({ documentId, editor, sync, toRelative, toAbsolute, isWide }: CommentsOptions) {
  const { t } = useI18n()
  const isOpen = ref(false)
  const activeId = ref<string | null>(null)

  const replies = useReplyDrafts(documentId)
  const edits = useEditDrafts(documentId)
  const hidings = useHidingDrafts(documentId)
  const hasBegun = ({ id, comments }: Thread) =>
    wordsOf('replies', replies.of(id)) !== '' ||
    comments.some((each) => wordsOf('edits', edits.of(each.id)) + wordsOf('hidings', hidings.of(each.id)) !== '')

  const { announced, tell, changed } = useThreadNews({
    isRead: (thread) => thread.id === activeId.value || hasBegun(thread),
    isOwn: (threadId) => actions.isUnderWay(threadId),
  })
  const { threads, isLoaded, error, unreadCount, load, reread, markRead } = useThreads({
    documentId,
    isReached: useReached(sync.status),
    changed,
  })
  /** What one may do in a conversation comes with it. */
  const rights = computed(() => JSON.stringify([sync.abilities.value, sync.status.value === 'archived']))
  watch([rights, sync.abilities], ([now], [before, known]) => known !== null && now !== before && void load())
  const actions = useThreadActions(reread)
  const placing = usePlacedThreads({ editor, threads, isOpen, activeId, hasBegun })
  const selected = useSelectedPlace(editor)
  const mayComment = computed(() => sync.abilities.value?.comment === true && sync.status.value !== 'archived')
  const isReady = computed(() => isLoaded.value && editor.value !== null && sync.status.value !== 'opening')

  function focusText(): void {
    // A read-only text is focused as the element it is: the view itself focuses editable ones only.
    if (editor.value?.isEditable) editor.value.view.focus()
    else editor.value?.view.dom.focus({ preventScroll: true })
  }

  const place = { documentId, editor, isOpen, activeId, toRelative }
  const { giveUpReanchoring, ...reanchoring } = useReanchoring({ ...place, threads, actions, isWide, tell, focusText })
  const { reveal } = placing
  const remark = useNewRemark({ ...place, threads, actions, mayComment, tell, focusText, reveal, giveUpReanchoring })
  useHighlights({ editor, threads, activeId, draft: remark.draft, toAbsolute })
  const navigation = useThreadNavigation({ ...placing, editor, isOpen, isWide, activeId, isReady, tell })

  /** Where the remark being written will stand among the others. */
  function draftPos(): number | null {
    const { draft } = remark
    if (!draft.value || !editor.value) return null
    return spanOfAim(editor.value, draft.value.aim, toAbsolute)?.from ?? null
  }

  async function copyLink(id: string): Promise<void> {
    const { href } = new URL(`/dokument/${documentId}?watek=${id}`, window.location.href)
    // The address is shown instead, to be copied by hand.
    if (!(await copyText(href, t('comments.link.copied')))) notify(t('comments.link.address', { address: href }))
  }

  return {
    ...{ documentId, threads, isLoaded, error, unreadCount, load, markRead, actions, announced, tell },
    ...{ isOpen, isWide, activeId, selected, mayComment, remark, replies, edits, hidings, draftPos },
    ...{ focusText, copyLink, giveUpReanchoring },
    ...reanchoring,
    ...placing,
    ...navigation,
  }
}

export type Comments = ReturnType<typeof useComments>

export const commentsKey: InjectionKey<Comments> = Symbol('comments')

/** For parts of the panel: what the page of the document offers them. */
export function usePageComments(): Comments {
  const comments = inject(commentsKey)
  if (!comments) throw new Error('Conversations belong to the page of a document.')
  return comments
}
