import type { Editor } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import { Selection } from '@tiptap/pm/state'
import { computed, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../../ui/toast.ts'
import type { RecoveredEdit } from '../../sync/index.ts'
import type { Sync } from '../../sync/useSync.ts'
import { readPlainText } from '../paste/from-text.ts'
import { insertNodes } from '../paste/insert.ts'
import type { PastedNode } from '../paste/pasted.ts'

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
    const isIn = insertNodes(view, linesAt(view.state.selection.$from, words), { takesKind: false })
    view.focus()
    if (!isIn) {
      notify(t('editor.recovered.notInserted'), { tone: 'danger' })
      return
    }
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

/** What stands behind the place goes on in the last line, and stays of its kind. */
function linesAt({ parent, parentOffset }: ResolvedPos, words: string): PastedNode[] {
  const { nodes } = readPlainText(words)
  const last = nodes.at(-1)
  const isAtEnd = parentOffset === parent.content.size
  if (isAtEnd || last?.type !== 'block' || parent.type.name !== 'block') return nodes
  const { kind, level } = parent.attrs
  return [...nodes.slice(0, -1), { ...last, kind, level }]
}

function endOfBlock(doc: Editor['state']['doc'], id: string | null): number | null {
  let end: number | null = null
  doc.forEach((node, pos) => {
    if (node.attrs.id === id && node.isTextblock) end = pos + node.nodeSize - 1
  })
  return end
}
