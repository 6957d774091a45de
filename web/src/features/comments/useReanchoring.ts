import type { Editor } from '@tiptap/core'
import { computed, type Ref, ref, type ShallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { refusalWords } from './reasons.ts'
import type { Thread } from './thread-fields.ts'
import { aimAtSpan, selectedPlace, type ToRelative } from './useSelectedPlace.ts'
import type { ThreadActions } from './useThreadActions.ts'

interface Options {
  editor: ShallowRef<Editor | null>
  threads: Readonly<Ref<readonly Thread[]>>
  actions: ThreadActions
  isOpen: Ref<boolean>
  isWide: Readonly<Ref<boolean>>
  activeId: Ref<string | null>
  toRelative: ToRelative
  tell(words: string): void
  focusText(): void
}

/** Ties a conversation to other words of the text. */
export function useReanchoring(options: Options) {
  const { editor, threads, actions, isOpen, isWide, activeId, toRelative, tell, focusText } = options
  const { t } = useI18n()
  const wantedId = ref<string | null>(null)
  /** The one that waits for words to be selected, unless somebody has resolved it meanwhile. */
  const reanchoringId = computed(() => {
    const waits = threads.value.some(({ id, resolvedAt }) => id === wantedId.value && resolvedAt === null)
    return waits ? wantedId.value : null
  })

  watch(reanchoringId, (now) => now === null && giveUpReanchoring())

  function giveUpReanchoring(): void {
    wantedId.value = null
  }

  /** To what is selected; where nothing is, asks for it and waits. */
  async function reanchor(id: string): Promise<void> {
    const span = selectedPlace(editor.value)?.span
    const aimed = editor.value && span ? aimAtSpan(editor.value, span, toRelative) : null
    if (!aimed) {
      wantedId.value = id
      if (!isWide.value) isOpen.value = false
      notify(t('comments.reanchor.hint'), { action: { label: t('common.cancel'), run: giveUpReanchoring } })
      return focusText()
    }
    const refusal = await actions.reanchor(id, aimed.aim)
    if (refusal) return notify(refusalWords(refusal, t), { tone: 'danger' })
    giveUpReanchoring()
    isOpen.value = true
    activeId.value = id
    tell(t('comments.reanchor.done'))
  }

  return { reanchoringId, reanchor, giveUpReanchoring }
}
