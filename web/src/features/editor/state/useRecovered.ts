import type { Editor } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import { computed, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../../ui/toast.ts'
import type { RecoveredEdit } from '../../sync/index.ts'
import type { Sync } from '../../sync/useSync.ts'
import { readPlainText } from '../paste/from-text.ts'
import { insertNodes } from '../paste/insert.ts'

/** Words that the server did not take, or that landed in something deleted: back into the text, or away. */
export function useRecovered(editor: ShallowRef<Editor | null>, sync: Sync) {
  const { t } = useI18n()
  const edits = computed(() => [...sync.recovered.value, ...sync.stranded.value])

  async function insertEdit(edit: RecoveredEdit): Promise<void> {
    const view = editor.value?.view
    if (!view?.editable) return
    const typedAt = edit.place && placeNow(edit.place.position)
    const { doc, selection } = view.state
    const place = typedAt ?? endOfBlock(doc, edit.blockId) ?? selection.to
    view.dispatch(view.state.tr.setSelection(Selection.near(doc.resolve(place), -1)))
    const words = edit.place && typedAt !== null ? edit.place.text : ` ${edit.text}`
    insertNodes(view, readPlainText(words).nodes)
    view.focus()
    notify(t('editor.recovered.inserted'))
    await sync.dismiss(edit.id)
  }

  function placeNow(position: Uint8Array): number | null {
    return editor.value?.storage.collaboration.binding?.toAbsolute(position) ?? null
  }

  function dismissEdit(edit: RecoveredEdit): void {
    void sync.dismiss(edit.id)
  }

  return { edits, insertEdit, dismissEdit }
}

function endOfBlock(doc: Editor['state']['doc'], id: string | null): number | null {
  let end: number | null = null
  doc.forEach((node, pos) => {
    if (node.attrs.id === id && node.isTextblock) end = pos + node.nodeSize - 1
  })
  return end
}
