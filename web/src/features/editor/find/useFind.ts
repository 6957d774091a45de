import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { type ShallowRef, shallowRef, watch } from 'vue'
import { closeFind, type FindState, findState, search, step } from './find-plugin.ts'

const NOTHING: Pick<FindState, 'matches' | 'current'> = { matches: [], current: -1 }

/** Find in document: what is asked, what was found, and how to go through it. */
export function useFind(editor: ShallowRef<Editor | null>) {
  const isFindOpen = shallowRef(false)
  const query = shallowRef('')
  const found = shallowRef(NOTHING)

  /** Opens with the selected words, as long as they are a few. */
  function openFind(): void {
    const selected = selectedWords(editor.value)
    if (selected) query.value = selected
    isFindOpen.value = true
    if (editor.value) search(editor.value.view, query.value)
  }

  /** Nothing is painted any more; the caret and the focus stay where they are. */
  function stopFind(): void {
    isFindOpen.value = false
    if (editor.value) closeFind(editor.value.view)
  }

  /** Leaves the caret at the match in front, where the person wanted to go. */
  function leaveFind(): void {
    const view = editor.value?.view
    const { matches, current } = view ? findState(view.state) : NOTHING
    const match = matches[current]
    stopFind()
    if (!view) return
    if (match) {
      const { from, to, isUnit } = match
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, isUnit ? from : to)))
    }
    view.focus()
  }

  function goFind(by: 1 | -1): void {
    if (editor.value) step(editor.value.view, by)
  }

  watch(query, (words) => {
    if (editor.value && isFindOpen.value) search(editor.value.view, words)
  })
  watch(editor, (next) => {
    found.value = NOTHING
    if (next && isFindOpen.value) search(next.view, query.value)
  })

  function followFind(state: FindState): void {
    found.value = state
  }

  return { isFindOpen, query, found, openFind, closeFind: leaveFind, stopFind, goFind, followFind }
}

const LONGEST_QUERY = 80

function selectedWords(editor: Editor | null): string {
  if (!editor) return ''
  const { from, to, $from, $to } = editor.state.selection
  const isShort = $from.sameParent($to) && to - from <= LONGEST_QUERY
  return isShort ? editor.state.doc.textBetween(from, to, ' ', ' ').trim() : ''
}
