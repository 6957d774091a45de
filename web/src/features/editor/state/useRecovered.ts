import type { Editor } from '@tiptap/core'
import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { computed, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../../ui/toast.ts'
import { type RecoveredEdit, type Replaced, replacedBy } from '../../sync/index.ts'
import type { Sync } from '../../sync/useSync.ts'
import { insertNodes } from '../paste/insert.ts'
import { recoveredLines } from './recovered-lines.ts'

/** Words that the server did not take, or that landed in something deleted: back into the text, or away. */
export function useRecovered(editor: ShallowRef<Editor | null>, sync: Sync) {
  const { t } = useI18n()
  const edits = computed(() => [...sync.recovered.value, ...sync.stranded.value])

  async function insertEdit(edit: RecoveredEdit): Promise<void> {
    const view = editor.value?.view
    if (!view?.editable) return
    const typedAt = edit.place ? placeNow(edit.place.position) : null
    const replaced = replacedNow(edit)
    const { tr, doc, selection } = view.state
    const place = typedAt ?? endOfBlock(doc, edit.blockId) ?? selection.to
    view.dispatch(select(tr, place, typedAt !== null && typeof replaced === 'object' ? replaced : null))
    const words = edit.place && typedAt !== null ? edit.place : { text: ` ${edit.text}` }
    const isIn = insertNodes(view, recoveredLines(view.state.selection.$from, words), { takesKind: false })
    view.focus()
    if (!isIn) {
      notify(t('editor.recovered.notInserted'), { tone: 'danger' })
      return
    }
    notify(t(replaced === 'changed' ? 'editor.recovered.insertedBeside' : 'editor.recovered.inserted'))
    await sync.dismiss(edit.id)
  }

  /** Before the place and behind what the words were written instead of. */
  function select(tr: Transaction, place: number, replaced: Replaced | null): Transaction {
    const end = replaced && placeNow(replaced.end)
    if (end !== null && end > place)
      return tr.setSelection(TextSelection.between(tr.doc.resolve(place), tr.doc.resolve(end)))
    return tr.setSelection(Selection.near(tr.doc.resolve(place), -1))
  }

  function replacedNow({ place }: RecoveredEdit): Replaced | 'changed' | null {
    const text = editor.value?.storage.collaboration.binding?.text
    return place && text ? replacedBy(text, place) : null
  }

  function insteadOf(edit: RecoveredEdit): string | null {
    const replaced = replacedNow(edit)
    if (replaced === null || replaced === 'changed') return null
    return replaced.words.replaceAll('\n', ' ').trim() || null
  }

  function placeNow(position: Uint8Array): number | null {
    return editor.value?.storage.collaboration.binding?.toAbsolute(position) ?? null
  }

  function dismissEdit(edit: RecoveredEdit): void {
    void sync.dismiss(edit.id)
  }

  return { edits, insertEdit, insteadOf, dismissEdit }
}

function endOfBlock(doc: Editor['state']['doc'], id: string | null): number | null {
  let end: number | null = null
  doc.forEach((node, pos) => {
    if (node.attrs.id === id && node.isTextblock) end = pos + node.nodeSize - 1
  })
  return end
}
