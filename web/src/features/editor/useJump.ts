import type { Editor } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import type { ShallowRef } from 'vue'
import type { OutlineEntry } from './outline/outline.ts'
import type { PresentPerson } from './presence/people.ts'

/** Takes the person to another place of the text: the caret too, so that they can write there at once. */
export function useJump(editor: ShallowRef<Editor | null>, toAbsolute: (bytes: Uint8Array) => number | null) {
  function to(position: number): void {
    const view = editor.value?.view
    if (!view) return
    const { doc, tr } = view.state
    const selection = Selection.near(doc.resolve(Math.min(position, doc.content.size)))
    view.dispatch(tr.setSelection(selection))
    const block = view.domAtPos(selection.from).node
    const element = block instanceof Element ? block : block.parentElement
    element?.scrollIntoView({ block: 'center' })
    view.focus()
  }

  function jumpToEntry(entry: OutlineEntry): void {
    editor.value?.state.doc.forEach((node, pos) => {
      if (node.attrs.id === entry.id) to(pos + 1)
    })
  }

  /** False when it is not to be seen (any more). */
  function jumpToPlace(place: Uint8Array): boolean {
    const position = toAbsolute(place)
    if (position === null) return false
    to(position)
    return true
  }

  /** False when their caret is not to be seen (any more). */
  function jumpToPerson({ head }: PresentPerson): boolean {
    return head !== null && jumpToPlace(head)
  }

  return { jumpToEntry, jumpToPerson, jumpToPlace }
}
