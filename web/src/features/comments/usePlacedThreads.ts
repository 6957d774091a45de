import type { Editor } from '@tiptap/core'
import { computed, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { compareText } from '../../lib/format.ts'
import { sameItems } from '../../lib/same-items.ts'
import { session } from '../auth/session.ts'
import {
  type Begun,
  filterChoices,
  filterThreads,
  NO_FILTER,
  type PlacedThread,
  placeThreads,
  type ThreadFilter,
} from './placed-threads.ts'
import type { Thread } from './thread-fields.ts'

/** While somebody types, places wait until they pause. */
const TYPING_PAUSE_MS = 100

interface Options {
  editor: ShallowRef<Editor | null>
  threads: Readonly<Ref<readonly Thread[]>>
  /** While nobody looks, nothing is computed: a keystroke must not pay for a closed panel. */
  isOpen: Readonly<Ref<boolean>>
  activeId: Readonly<Ref<string | null>>
  hasBegun: Begun['has']
}

/** Threads with their places in the text of now, and those of them that the filter shows. */
export function usePlacedThreads({ editor, threads, isOpen, activeId, hasBegun }: Options) {
  const placed = shallowRef<readonly PlacedThread[]>([])
  const filter = ref<ThreadFilter>({ ...NO_FILTER })

  function placeNow(): void {
    clearTimeout(timer)
    if (!editor.value || editor.value.isDestroyed) return
    const known = new Map(placed.value.map((each) => [each.thread.id, each]))
    const now = placeThreads(threads.value, editor.value.state.doc).map((each) => kept(known.get(each.thread.id), each))
    if (!sameItems(placed.value, now)) placed.value = now
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  function placeSoon(): void {
    clearTimeout(timer)
    if (isOpen.value) timer = setTimeout(placeNow, TYPING_PAUSE_MS)
  }
  onScopeDispose(() => clearTimeout(timer))
  const follow = ({ transaction }: { transaction: { docChanged: boolean } }) => transaction.docChanged && placeSoon()

  watch(
    editor,
    (next, before) => {
      before?.off('transaction', follow)
      next?.on('transaction', follow)
      placeSoon()
    },
    { immediate: true },
  )
  watch([threads, isOpen], placeNow)

  /** Its field was gone into, and it is still the one that is read. */
  const writingId = ref<string | null>(null)
  watch([activeId, filter], () => {
    writingId.value = null
  })
  const begun = computed(() => ({ atId: writingId.value, has: hasBegun }))
  /** The same one as long as it holds the same: a letter in a field must not have all cards measured. */
  const shown = computed<readonly PlacedThread[]>((before) => {
    const now = filterThreads(placed.value, filter.value, session.value.viewer?.id ?? '', begun.value)
    return before !== undefined && sameItems(before, now) ? before : now
  })
  /** What was just begun is not left out of sight. */
  function reveal(threadId: string): void {
    placeNow()
    if (!shown.value.some(({ thread }) => thread.id === threadId)) filter.value = { ...NO_FILTER }
  }
  const choices = computed(() => filterChoices(placed.value, compareText))
  return { placed, shown, filter, writingId, choices, placeNow, reveal }
}

/** Positions move with every letter; only what a card shows makes it draw itself again. */
function kept(before: PlacedThread | undefined, now: PlacedThread): PlacedThread {
  const isSame =
    before?.thread === now.thread &&
    before.state === now.state &&
    before.label === now.label &&
    before.wordsNow === now.wordsNow
  if (!before || !isSame) return now
  before.pos = now.pos
  return before
}
