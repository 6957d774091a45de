import type { Editor } from '@tiptap/core'
import { nextTick, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { focusIn } from '../../lib/focus-in.ts'
import { useNamedInAddress } from '../../lib/useNamedInAddress.ts'
import { notify } from '../../ui/toast.ts'
import type { PlacedThread } from './placed-threads.ts'
import { cardOf } from './places.ts'
import type { usePlacedThreads } from './usePlacedThreads.ts'

interface Options extends Pick<ReturnType<typeof usePlacedThreads>, 'placed' | 'shown' | 'filter' | 'placeNow'> {
  editor: ShallowRef<Editor | null>
  isOpen: Ref<boolean>
  isWide: Readonly<Ref<boolean>>
  activeId: Ref<string | null>
  /** Whether threads and text are both there. */
  isReady: Readonly<Ref<boolean>>
  tell(words: string): void
}

/** Ways from a thread to its passage and from one thread to another. */
export function useThreadNavigation(options: Options) {
  const { editor, isOpen, isWide, activeId, isReady, placed, shown, filter, placeNow, tell } = options
  const { t } = useI18n()

  /** Makes a thread the one that is read: its passage stands out, and comes into sight if it is not. */
  function activate(id: string | null): void {
    activeId.value = id
    if (id !== null && isWide.value) void nextTick(() => showPassage(id, 'nearest'))
  }

  function showPassage(id: string, block: ScrollLogicalPosition): void {
    placeNow()
    const view = editor.value?.view
    const pos = placed.value.find(({ thread }) => thread.id === id)?.pos ?? null
    if (!view || pos === null) return
    const { node } = view.domAtPos(Math.min(pos, view.state.doc.content.size))
    const element = node instanceof Element ? node : node.parentElement
    element?.scrollIntoView({ block, inline: 'nearest' })
  }

  /** Closes a sheet that lies over the text and goes to the passage. */
  function goToPassage(id: string): void {
    if (!isWide.value) isOpen.value = false
    activeId.value = id
    void nextTick(() => showPassage(id, 'center'))
  }

  function openCard(id: string): void {
    isOpen.value = true
    activeId.value = id
    showPassage(id, 'center')
    void focusIn(cardOf(id))
  }

  function openAt(id: string): void {
    placeNow()
    const target = placed.value.find(({ thread }) => thread.id === id)
    if (!target) {
      notify(t('comments.link.missing'), { tone: 'danger' })
      return
    }
    filter.value = { kind: target.thread.resolvedAt === null ? 'open' : 'resolved', value: '' }
    openCard(id)
  }

  /** The next or the previous of the threads shown, from the active one or from the caret on. */
  function step(by: 1 | -1): void {
    placeNow()
    const next = neighbour(shown.value, activeId.value, editor.value?.state.selection.head ?? 0, by)
    if (next) openCard(next.thread.id)
    else tell(t('comments.empty.none'))
  }

  useNamedInAddress('watek', isReady, openAt)

  return { activate, goToPassage, openAt, step }
}

export function neighbour(
  shown: readonly PlacedThread[],
  activeId: string | null,
  caret: number,
  by: 1 | -1,
): PlacedThread | undefined {
  const active = shown.findIndex(({ thread }) => thread.id === activeId)
  if (active !== -1) return shown.at((active + by) % shown.length)
  const after = shown.findIndex(({ pos }) => pos !== null && pos >= caret)
  if (by === -1) return shown.at((after === -1 ? shown.length : after) - 1)
  return shown[Math.max(0, after)]
}
