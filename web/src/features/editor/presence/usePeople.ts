import type { Editor } from '@tiptap/core'
import { computed, type ShallowRef, watch } from 'vue'
import { compareText } from '../../../lib/format.ts'
import { sameItems } from '../../../lib/same-items.ts'
import { session } from '../../auth/session.ts'
import type { Presence } from '../../sync/index.ts'
import type { Sync } from '../../sync/useSync.ts'
import { showCursors } from '../binding/caret.ts'
import { peopleHere } from './people.ts'

/** Who is here, each person once; the carets of others are shown in the text, each tab's own. */
export function usePeople(sync: Sync, editor: ShallowRef<Editor | null>) {
  const myId = () => session.value.viewer?.id ?? ''

  const others = computed<readonly Presence[]>((before) => {
    const clientId = sync.session.value?.clientId
    const now = sync.presence.value.filter((tab) => tab.clientId !== clientId)
    // My own caret comes back from the server too, and moves nobody else's.
    return before && sameItems(before, now) ? before : now
  })

  function showOthers(): void {
    const view = editor.value?.view
    // A flag put beside a word that an input method is still composing ends the composition, and doubles the word.
    if (!view || view.isDestroyed || view.composing) return
    showCursors(
      view,
      others.value.map(({ person, ...tab }) => ({ ...tab, name: person.name })),
    )
  }

  watch([editor, others], showOthers)

  const people = computed(() => peopleHere(sync.presence.value, myId(), compareText))
  return { people, showOthers }
}
