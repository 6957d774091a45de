import type { Editor } from '@tiptap/core'
import type { Ref, ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { focusIn } from '../../lib/focus-in.ts'
import { codeOf } from '../../lib/refusal.ts'
import { isAsItWas, said } from './draft.ts'
import { COMPOSER_FIELD, cardOf } from './places.ts'
import { type Refusal, refusalOf } from './reasons.ts'
import { useDraft } from './useDraft.ts'
import { aimAtSpan, aimAtUnit, selectedPlace, type ToRelative } from './useSelectedPlace.ts'
import type { ThreadActions } from './useThreadActions.ts'

interface Options {
  documentId: string
  editor: ShallowRef<Editor | null>
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
  const { documentId, editor, actions, mayComment, isOpen, activeId, toRelative, tell, focusText, reveal } = options
  const { t } = useI18n()
  const { draft, aimAt, change, noteSent, renew, discard } = useDraft(documentId)

  function startOn(what: 'selection' | 'unit'): void {
    const current = editor.value
    const place = selectedPlace(current)
    if (!current || !place || !mayComment.value) return
    const isSelection = what === 'selection' && place.span !== null
    const aimed = isSelection ? aimAtSpan(current, place.span!, toRelative) : aimAtUnit(current, place.unitId)
    if (!aimed) return
    options.giveUpReanchoring()
    aimAt(aimed.aim, aimed.quote)
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
    const error = await actions.start({ id: threadId, documentId, type, aim, comment, replaces })
    if (codeOf(error) === 'CONFLICT') renew(threadId)
    if (error) return refusalOf(error, t)
    if (draft.value && !isAsItWas(draft.value, sent)) {
      tell(t('comments.news.addedBefore'))
      return {}
    }
    discard()
    reveal(threadId)
    activeId.value = threadId
    tell(t('comments.news.added'))
    await focusIn(cardOf(threadId))
    return {}
  }

  function cancel(): void {
    discard()
    focusText()
  }

  return { draft, change, startOn, start, submit, cancel }
}
