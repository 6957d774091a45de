import { DOMSerializer, type Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { NodeView } from '@tiptap/pm/view'

/**
 * Keeps a block's element while its kind or level changes. ProseMirror would put another in its place, and where an
 * input method composes a word in it, moving the word ends the composition: it then stands there twice.
 */
export function blockViewPlugin(): Plugin {
  return new Plugin({ props: { nodeViews: { block: blockView } } })
}

function blockView(node: Node): NodeView {
  const dom = draw(node)
  let shown = node
  return {
    dom,
    contentDOM: dom,
    update(next) {
      if (next.attrs.id !== shown.attrs.id) return false
      if (!next.sameMarkup(shown)) dress(dom, draw(shown), draw(next))
      shown = next
      return true
    },
  }
}

function draw(node: Node): HTMLElement {
  const spec = node.type.spec.toDOM?.(node)
  if (!spec) throw new Error('A block is drawn by its schema.')
  return DOMSerializer.renderSpec(document, spec).dom as HTMLElement
}

/** Only what differs: decorations have attributes and classes of their own on the same element. */
function dress(dom: HTMLElement, before: HTMLElement, now: HTMLElement): void {
  dom.classList.remove(...before.classList)
  dom.classList.add(...now.classList)
  for (const { name } of before.attributes) if (name !== 'class' && !now.hasAttribute(name)) dom.removeAttribute(name)
  for (const { name, value } of now.attributes) {
    if (name !== 'class' && before.getAttribute(name) !== value) dom.setAttribute(name, value)
  }
}
