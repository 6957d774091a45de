import { type Editor, getSchema } from '@tiptap/core'
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { expect, it } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { documentSchema } from '../editor/extensions/index.ts'
import type { Thread } from './thread-fields.ts'
import { useHighlights } from './useHighlights.ts'

const schema = getSchema(documentSchema)
const THREAD = { id: 'x', resolvedAt: null, wholeUnit: false } as Thread

/** What the page has of an editor in which somebody writes. */
function open() {
  const block = schema.node('block', { id: 'a' }, [schema.text('Wykaz jest jawny')])
  const told = new Map<string, () => void>()
  let state = EditorState.create({ doc: schema.node('doc', null, [block]) })
  const view = {
    composing: false,
    hasFocus: () => true,
    get state() {
      return state
    },
    dispatch(transaction: Transaction) {
      state = state.apply(transaction)
      if (transaction.selectionSet) told.get('selectionUpdate')?.()
      told.get('transaction')?.()
    },
  }
  const editor = {
    view,
    isDestroyed: false,
    get state() {
      return state
    },
    on: (name: string, tell: () => void) => told.set(name, tell),
    off: (name: string) => told.delete(name),
  }
  return {
    editor: editor as unknown as Editor,
    caretAt: (at: number) => view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, at))),
    mark: (from: number, to: number) => view.dispatch(state.tr.addMark(from, to, schema.mark('comment', { id: 'x' }))),
  }
}

it('a caret that left before the passage of a new remark came does not leave the remark active', async () => {
  const { editor, caretAt, mark } = open()
  const activeId = ref<string | null>(null)
  const scope = effectScope()
  scope.run(() =>
    useHighlights({
      editor: shallowRef<Editor | null>(editor),
      threads: ref([THREAD]),
      activeId,
      draft: ref(null),
      toAbsolute: () => null,
    }),
  )
  activeId.value = 'x'
  await nextTick()
  caretAt(3)
  expect(activeId.value, 'nothing is known of its place yet').toBe('x')
  mark(12, 17)
  expect(activeId.value).toBeNull()
  caretAt(14)
  expect(activeId.value).toBe('x')
  scope.stop()
})
