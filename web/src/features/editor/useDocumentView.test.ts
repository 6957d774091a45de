// @vitest-environment happy-dom
import { BODY, createDocument, type DocumentContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { afterEach, expect, test, vi } from 'vitest'
import { createApp, type ShallowRef, shallowRef } from 'vue'
import type * as Y from 'yjs'
import { documentExtensions } from './extensions/index.ts'
import { useDocumentView } from './useDocumentView.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

const TEXT: DocumentContent = [1, 2, 3].flatMap((number) => [
  { type: 'block', id: `h${number}`, kind: 'heading', level: 1, content: [{ text: `Tytuł ${number}` }] },
  { type: 'block', id: `p${number}`, kind: 'paragraph', level: 0, content: [{ text: `Treść ${number}` }] },
])

function show(): { editor: Editor; text: Y.Text; current: ShallowRef<number> } {
  const text = createDocument().getText(BODY)
  text.doc?.transact(() => writeContent(text, TEXT))
  const element = document.body.appendChild(document.createElement('div'))
  const editor = new Editor({ element, extensions: documentExtensions({ text }) })
  const shown = shallowRef<Editor | null>(null)
  let current: ShallowRef<number> | null = null
  const app = createApp({
    setup() {
      current = useDocumentView(shown).current
      shown.value = editor
      return () => null
    },
  })
  app.mount(document.createElement('div'))
  open.push(() => {
    app.unmount()
    editor.destroy()
  })
  return { editor, text, current: current! }
}

test('the outline stays where somebody reads while others write, and follows the caret when it is moved', async () => {
  const { editor, text, current } = show()
  editor.commands.setTextSelection(3)
  await vi.waitFor(() => expect(current.value).toBe(0))
  let third = 0
  editor.state.doc.forEach((node, place) => {
    if (node.attrs.id === 'p3') third = place + 1
  })
  editor.view.posAtCoords = () => ({ pos: third, inside: third })
  window.dispatchEvent(new Event('scroll'))
  await vi.waitFor(() => expect(current.value).toBe(2))
  const told: number[] = []
  editor.on('transaction', () => void told.push(current.value))
  text.doc?.transact(() => text.insert(2, 'Nowy '), 'remote')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(told).not.toEqual([])
  expect(current.value).toBe(2)
  editor.commands.setTextSelection(20)
  await vi.waitFor(() => expect(current.value).toBe(0))
})
