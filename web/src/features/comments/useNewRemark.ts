import type { Editor } from '@tiptap/core'
import { onScopeDispose, type Ref, type ShallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { focusIn } from '../../lib/focus-in.ts'
import { focusIfLost } from '../../lib/focus-lost.ts'
import { codeOf } from '../../lib/refusal.ts'
import { type DraftAim, isSaidIn, isSameAim, said } from './draft.ts'
import { COMPOSER_FIELD, cardOf } from './places.ts'
import { type Refusal, refusalOf } from './reasons.ts'
import type { Thread } from './thread-fields.ts'
import { useDraft } from './useDraft.ts'
import { aimAtSpan, aimAtUnit, selectedPlace, type ToRelative } from './useSelectedPlace.ts'
import type { ThreadActions } from './useThreadActions.ts'

interface Options {
  documentId: string
  editor: ShallowRef<Editor | null>
  threads: Readonly<Ref<readonly Thread[]>>
  actions: ThreadActions
  mayComment: Readonly<Ref<boolean>>
  isOpen: Ref<boolean>
  activeId: Ref<string | null>
  /** Makes sure that what is shown has this conversation in it. */
  reveal(threadId: string): void
  /** Somebody who was looking for another place of a conversation does something else. */
  giveUpReanchoring(): void
  toRelative: ToRelative
  tell(words: string): void
  focusText(): void
}

/** A new remark from its beginning at a selection until it is said. */
export function useNewRemark(options: Options) {
  const { documentId, editor, threads, actions, mayComment, isOpen, activeId, toRelative, tell, focusText } = options
  const { t } = useI18n()
  const { draft, aimAt, change, noteSent, settle, takeBack, renew, discard } = useDraft(documentId)
  let underWayId: string | null = null
  /** Whoever writes knows that its answer was lost: what they make of it takes its place. */
  let lostId: string | null = null
  let isLeft = false
  onScopeDispose(() => {
    isLeft = true
  })

  /** Sent from a page that was left before the answer: it is there, and nothing of it is to be said again. */
  function dropTaken(): void {
    const now = draft.value
    if (!now || now.threadId === underWayId || now.threadId === lostId) return
    if (!threads.value.some((thread) => isSaidIn(thread, now))) return
    discard()
    void focusIfLost(() => document.querySelector<HTMLElement>(cardOf(now.threadId)))
  }
  watch(threads, dropTaken, { immediate: true })

  /** What was sent may be there: the words at another place do not silently take its own. */
  function isAnother(aim: DraftAim): boolean {
    const now = draft.value
    return now !== null && now.sent.length > 0 && now.threadId !== lostId && !isSameAim(now.aim, aim)
  }

  function startOn(what: 'selection' | 'unit'): void {
    const current = editor.value
    const place = selectedPlace(current)
    if (!current || !place || !mayComment.value) return
    const isSelection = what === 'selection' && place.span !== null
    const aimed = isSelection ? aimAtSpan(current, place.span!, toRelative) : aimAtUnit(current, place.unitId)
    if (!aimed) return
    options.giveUpReanchoring()
    aimAt(aimed.aim, aimed.quote, isAnother(aimed.aim))
    activeId.value = null
    isOpen.value = true
    void focusIn(COMPOSER_FIELD)
  }

  /** About what is selected; about the whole unit where nothing is. */
  function start(): void {
    startOn('selection')
  }

  /** Says it; answers with the reason where it was not taken. */
  async function submit(): Promise<Refusal> {
    if (!draft.value) return {}
    const replaces = [...draft.value.sent]
    const sent = noteSent(draft.value)
    const { threadId, type, aim } = sent
    const comment = { id: sent.commentId, ...said(sent.words, sent.mentions) }
    underWayId = threadId
    const error = await actions.start({ id: threadId, documentId, type, aim, comment, replaces })
    underWayId = null
    lostId = error ? threadId : null
    if (codeOf(error) === 'CONFLICT') renew(threadId)
    else if (error) takeBack(sent)
    if (error) return refusalOf(error, t)
    const left = settle(sent)
    if (isLeft) return {}
    tell(t(left === 'more' ? 'comments.news.addedBefore' : 'comments.news.added'))
    if (left === 'nothing') await goTo(threadId)
    return {}
  }

  async function goTo(threadId: string): Promise<void> {
    options.reveal(threadId)
    activeId.value = threadId
    await focusIn(cardOf(threadId))
  }

  function cancel(): void {
    discard()
    focusText()
  }

  return { draft, change, startOn, start, submit, cancel }
}
