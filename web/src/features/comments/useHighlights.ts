import type { Editor } from '@tiptap/core'
import { computed, type Ref, type ShallowRef, watch } from 'vue'
import { anchorsOf, threadAt } from './anchors.ts'
import type { Draft } from './draft.ts'
import { type Highlighted, highlight } from './highlights.ts'
import type { Thread } from './thread-fields.ts'
import { spanOfAim, type ToAbsolute } from './useSelectedPlace.ts'

interface Options {
  editor: ShallowRef<Editor | null>
  threads: Readonly<Ref<readonly Thread[]>>
  activeId: Ref<string | null>
  draft: Readonly<Ref<Draft | null>>
  toAbsolute: ToAbsolute
}

/** Draws in the text what is open, active and being written about; a caret put into a passage activates its thread. */
export function useHighlights({ editor, threads, activeId, draft, toAbsolute }: Options): void {
  const openIds = computed(
    () => new Set(threads.value.filter(({ resolvedAt }) => resolvedAt === null).map(({ id }) => id)),
  )
  let isLate = false
  /** The caret moved while the text did not hold the active thread's passage. */
  let isWaiting = false

  function highlighted(current: Editor): Highlighted {
    const active = threads.value.find(({ id }) => id === activeId.value)
    return {
      open: openIds.value,
      active: active?.id ?? null,
      activeUnit: active?.wholeUnit ? active.unitId : null,
      draft: draft.value && spanOfAim(current, draft.value.aim, toAbsolute),
    }
  }

  function show(): void {
    const current = editor.value
    if (!current || current.isDestroyed) return
    // Drawing in a word that an input method is still composing would end the composition.
    isLate = current.view.composing
    if (!isLate) highlight(current.view, highlighted(current))
  }

  function catchUp(): void {
    if (isLate && !editor.value?.view.composing) show()
    // A remark is active as soon as it is taken; its passage comes by another way, and the caret may have moved on before.
    if (isWaiting && isInText(activeId.value)) followCaret()
  }

  function isInText(id: string | null): boolean {
    return id !== null && editor.value !== null && anchorsOf(editor.value.state.doc).has(id)
  }

  function followCaret(): void {
    const current = editor.value
    isWaiting = false
    if (!current?.view.hasFocus() || !current.state.selection.empty) return
    const { doc, selection } = current.state
    const at = threadAt(doc, selection.head, (id) => openIds.value.has(id))
    // Whoever looks for another place for a thread that lost its own must not lose it from sight.
    isWaiting = at === null && activeId.value !== null && !isInText(activeId.value)
    if (isWaiting) return
    activeId.value = at
  }

  watch(
    editor,
    (next, before) => {
      before?.off('selectionUpdate', followCaret)
      before?.off('transaction', catchUp)
      next?.on('selectionUpdate', followCaret)
      next?.on('transaction', catchUp)
    },
    { immediate: true },
  )
  watch([editor, openIds, activeId, draft], show)
}
