import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { bindingKey, type LinearBinding } from './binding.ts'
import { readDomSelection } from './dom-selection.ts'
import { flagsInSight } from './flags.ts'

/** Where somebody else stands in the text, in one of their tabs. */
export interface RemoteCursor {
  clientId: number
  name: string
  organization: string | null
  /** 0 to 11: an index into the page's palette. */
  color: number
  anchor: Uint8Array | null
  head: Uint8Array | null
}

interface CaretState {
  cursors: readonly RemoteCursor[]
  decorations: DecorationSet
}

const caretKey = new PluginKey<CaretState>('remote-carets')

/** Shows where the others are; call it whenever somebody moved, joined or left. */
export function showCursors(view: EditorView, cursors: readonly RemoteCursor[]): void {
  readDomSelection(view)
  view.dispatch(view.state.tr.setMeta(caretKey, cursors).setMeta('addToHistory', false))
}

/** The editor position of somebody's caret, to jump to; null when it is not (or no longer) in the text. */
export function caretPosition(binding: LinearBinding, cursor: RemoteCursor): number | null {
  return cursor.head === null ? null : binding.toAbsolute(cursor.head)
}

/**
 * Carets and selections of others. They move along with what is typed, and are placed anew when their owners move.
 * The name flags are hidden from screen readers, which would read them inside the sentence.
 */
export function caretPlugin(binding: LinearBinding): Plugin {
  return new Plugin<CaretState>({
    key: caretKey,
    state: {
      init: () => ({ cursors: [], decorations: DecorationSet.empty }),
      apply(transaction, { cursors, decorations }) {
        const moved: readonly RemoteCursor[] | undefined = transaction.getMeta(caretKey)
        if (moved) return { cursors: moved, decorations: decorate(binding, transaction.doc, moved) }
        // A caret may have come before the characters that it stands behind.
        if (transaction.getMeta(bindingKey))
          return { cursors, decorations: decorate(binding, transaction.doc, cursors) }
        return { cursors, decorations: decorations.map(transaction.mapping, transaction.doc) }
      },
    },
    props: {
      decorations: (state) => caretKey.getState(state)?.decorations,
    },
    view: flagsInSight,
  })
}

function decorate(binding: LinearBinding, doc: EditorState['doc'], cursors: readonly RemoteCursor[]): DecorationSet {
  return DecorationSet.create(
    doc,
    cursors.flatMap((cursor) => decorationsOf(binding, doc, cursor)),
  )
}

function decorationsOf(binding: LinearBinding, doc: EditorState['doc'], cursor: RemoteCursor): Decoration[] {
  const head = positionOf(binding, doc, cursor.head)
  if (head === null) return []
  const { clientId, name, organization, color } = cursor
  const key = `${clientId} ${name} ${organization} ${color}`
  const caret = Decoration.widget(head, () => caretElement(cursor), { key, side: -1, ignoreSelection: true })
  const anchor = positionOf(binding, doc, cursor.anchor)
  if (anchor === null || anchor === head) return [caret]
  const selection = { class: `remote-selection remote-color-${color}` }
  return [caret, Decoration.inline(Math.min(anchor, head), Math.max(anchor, head), selection)]
}

function positionOf(binding: LinearBinding, doc: EditorState['doc'], bytes: Uint8Array | null): number | null {
  const position = bytes === null ? null : binding.toAbsolute(bytes, doc)
  return position === null || position > doc.content.size ? null : position
}

function caretElement({ name, organization, color }: RemoteCursor): HTMLElement {
  const caret = document.createElement('span')
  caret.className = `remote-caret remote-color-${color}`
  caret.setAttribute('aria-hidden', 'true')
  const flag = document.createElement('span')
  flag.className = 'remote-caret-flag'
  flag.textContent = organization === null ? name : `${name} · ${organization}`
  caret.append(flag)
  return caret
}
