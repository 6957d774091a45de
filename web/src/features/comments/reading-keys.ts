import { Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/**
 * A read-only text has no caret to move. There Alt with an arrow selects the block before or after, so that a remark can
 * be made from the keyboard; Shift with arrows then changes the selection as everywhere in the browser.
 */
export function readingKeysPlugin(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view, event) {
          const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp'
          if (view.editable || !isArrow || !event.altKey || event.ctrlKey || event.metaKey) return false
          event.preventDefault()
          selectBlock(view, event.key === 'ArrowDown' ? 1 : -1)
          return true
        },
      },
    },
  })
}

function selectBlock(view: EditorView, by: 1 | -1): void {
  const { doc, selection } = view.state
  const current = selection.$from.index(0)
  // The first press selects the block at hand, the next ones go on from there.
  const index = selection.empty ? current : Math.max(0, Math.min(doc.childCount - 1, current + by))
  let pos = 0
  for (let child = 0; child < index; child += 1) pos += doc.child(child).nodeSize
  const end = pos + doc.child(index).nodeSize
  const selected = TextSelection.between(doc.resolve(pos + 1), doc.resolve(end - 1))
  view.dispatch(view.state.tr.setSelection(selected))
  showSelection(view)
}

/** The view leaves the browser's selection alone in a text that cannot be edited, as long as it is elsewhere. */
function showSelection(view: EditorView): void {
  const { from, to } = view.state.selection
  const [start, end] = [view.domAtPos(from, 1), view.domAtPos(to, -1)]
  window.getSelection()?.setBaseAndExtent(start.node, start.offset, end.node, end.offset)
  const element = start.node instanceof Element ? start.node : start.node.parentElement
  element?.scrollIntoView({ block: 'nearest' })
}
