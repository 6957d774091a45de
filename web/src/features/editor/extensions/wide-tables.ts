import { DOMSerializer, type Node } from '@tiptap/pm/model'
import { Plugin, type PluginView } from '@tiptap/pm/state'
import type { EditorView, NodeView } from '@tiptap/pm/view'

/** As its schema says. What is marked on its box is no edit. */
export function drawTable({ node }: { node: Node }): NodeView {
  const spec = node.type.spec.toDOM?.(node)
  if (!spec) throw new Error('A table is drawn by its schema.')
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, spec)
  return {
    dom,
    contentDOM: contentDOM ?? null,
    ignoreMutation: ({ type, target }) => type === 'attributes' && target === dom,
  }
}

/** Looks after what is wider than the text: once a frame, when the page is laid out anyway. */
export function wideTablesPlugin(): Plugin {
  return new Plugin({
    props: {
      // Before the caret is: at the start of an empty cell it would leave most of that behind the edge.
      handleScrollToSelection(view) {
        const { node } = view.domAtPos(view.state.selection.head)
        const cell = (node instanceof Element ? node : node.parentElement)?.closest('td, th')
        if (cell) bringIntoBox(cell)
        return false
      },
      handleDOMEvents: {
        // A click is for the caret: what has a `tabindex` would take the focus from the text.
        mousedown(view) {
          if (view.editable) for (const box of boxesIn(view)) box.removeAttribute('tabindex')
          return false
        },
      },
    },
    view: keepMarked,
  })
}

function keepMarked(view: EditorView): PluginView {
  let frame: number | null = null
  const schedule = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = null
      for (const box of boxesIn(view)) {
        markIfWide(box, view)
        keepNamesIn(box)
      }
    })
  }
  const observer = new ResizeObserver(schedule)
  observer.observe(view.dom)
  view.dom.addEventListener('mousedown', schedule)
  return {
    update: schedule,
    destroy() {
      observer.disconnect()
      view.dom.removeEventListener('mousedown', schedule)
      if (frame !== null) cancelAnimationFrame(frame)
    },
  }
}

const boxesIn = ({ dom }: EditorView) => dom.querySelectorAll<HTMLElement>('.table-scroll')

function bringIntoBox(cell: Element): void {
  const box = cell.closest('.table-scroll')
  if (!box) return
  const [one, around] = [cell.getBoundingClientRect(), box.getBoundingClientRect()]
  if (one.width > around.width) return
  if (one.left < around.left) box.scrollLeft += one.left - around.left
  else box.scrollLeft += Math.max(0, one.right - around.right)
}

/**
 * Who reads goes to it with Tab and scrolls it with arrows. Who writes does so with the caret: browsers that make a stop of
 * whatever can be scrolled are told that this is none, since Tab in the text is for its cells and would not lead away.
 */
function markIfWide(box: HTMLElement, { editable }: EditorView): void {
  const isWide = box.scrollWidth > box.clientWidth
  mark(box, 'tabindex', isWide ? (editable ? '-1' : '0') : null)
  mark(box, 'role', isWide && !editable ? 'group' : null)
  // The words stand in `App.vue`: editors without a page load no catalogue.
  mark(box, 'aria-labelledby', isWide && !editable ? 'wide-table' : null)
}

function mark(box: HTMLElement, name: string, value: string | null): void {
  if (value === null) box.removeAttribute(name)
  else if (box.getAttribute(name) !== value) box.setAttribute(name, value)
}

/**
 * The name of somebody at the right edge of a table would make its box wider. Names are kept in the window elsewhere
 * (`binding/flags.ts`), before this: in a table that is scrolled they would stand where their caret was before.
 */
function keepNamesIn(box: HTMLElement): void {
  const flags = [...box.querySelectorAll<HTMLElement>('.remote-caret-flag')]
  const edge = box.firstElementChild?.getBoundingClientRect().right ?? 0
  const excesses = flags.map((flag) => leftOf(flag) + flag.offsetWidth - edge)
  for (const [index, flag] of flags.entries()) flag.style.translate = `${Math.min(0, -(excesses[index] ?? 0))}px`
}

function leftOf(flag: HTMLElement): number {
  return flag.parentElement?.getBoundingClientRect().left ?? 0
}
