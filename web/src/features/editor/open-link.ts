import { isHref } from '@app/server/document'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { shownLinkAround } from './proposing/shown-link.ts'
import { isMac } from './toolbar/shortcuts.ts'

/** A click with Ctrl (or ⌘) opens a link, which without it only takes the caret. A text that is read has links as any page. */
export function openLinkPlugin(): Plugin {
  return new Plugin({
    props: {
      handleClick: (view, position, event) => {
        const isAsked = event.button === 0 && (isMac() ? event.metaKey : event.ctrlKey)
        const href = isAsked && view.editable ? hrefAt(view, position, event.target) : null
        if (href === null) return false
        window.open(href, '_blank', 'noopener,noreferrer')
        return true
      },
    },
  })
}

/** The link under the mouse, also one that is proposed, or proposed to be taken off. */
function hrefAt(view: EditorView, position: number, target: EventTarget | null): string | null {
  const place = target instanceof Element ? target.closest('a[href], [data-wish]') : null
  if (place === null) return null
  const href = shownLinkAround(view.state.doc.resolve(position))?.href ?? place.getAttribute('href')
  return isHref(href) ? href : null
}
