import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { readDomSelection } from '../binding/dom-selection.ts'

/** Whatever a person does next happens where they see the caret: keys, typing, and buttons outside the text. */
export const CaretOfNow = Extension.create({
  name: 'caretOfNow',
  priority: 1100,
  addProseMirrorPlugins: () => [
    new Plugin({
      props: { handleDOMEvents: { keydown: read, beforeinput: read } },
      view(view) {
        const page = view.dom.ownerDocument
        const onPointerDown = () => readDomSelection(view)
        page.addEventListener('pointerdown', onPointerDown, { capture: true })
        return { destroy: () => page.removeEventListener('pointerdown', onPointerDown, { capture: true }) }
      },
    }),
  ],
})

function read(view: EditorView): false {
  readDomSelection(view)
  return false
}
