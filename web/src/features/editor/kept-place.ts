import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'

interface End {
  /** A relative position of Yjs; of no use in a text that began anew. */
  position: Uint8Array | null
  blockId: string | null
  offset: number
}

/** Where somebody was in a text that is about to be replaced by another state of it. */
export interface KeptPlace {
  hadFocus: boolean
  anchor: End
  head: End
  /** Pixels: without a text the page is shorter than the window. */
  top: number
}

export function keepPlace(editor: Editor): KeptPlace {
  const { anchor, head } = editor.state.selection
  return {
    hadFocus: editor.isFocused,
    anchor: keepEnd(editor, anchor),
    head: keepEnd(editor, head),
    top: window.scrollY,
  }
}

/** Leaves the focus where somebody has put it meanwhile. */
export function returnTo(editor: Editor, { hadFocus, anchor, head, top }: KeptPlace): void {
  const [from, to] = [placeOf(editor, anchor), placeOf(editor, head)]
  if (from !== null && to !== null) {
    const { doc, tr } = editor.state
    editor.view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
  }
  if (window.scrollY < top) window.scrollTo({ top })
  if (hadFocus && (document.activeElement === document.body || document.activeElement === null)) editor.view.focus()
}

function keepEnd(editor: Editor, place: number): End {
  const at = editor.state.doc.resolve(place)
  const block = at.depth > 0 ? at.node(1) : null
  return {
    position: editor.storage.collaboration.binding?.toRelative(place) ?? null,
    blockId: block?.attrs.id ?? null,
    offset: at.depth > 0 ? place - at.start(1) : 0,
  }
}

function placeOf(editor: Editor, { position, blockId, offset }: End): number | null {
  const same = position && editor.storage.collaboration.binding?.toAbsolute(position)
  return same ?? inBlock(editor.state.doc, blockId, offset)
}

function inBlock(doc: Node, id: string | null, offset: number): number | null {
  let place: number | null = null
  doc.forEach((node, start) => {
    if (id !== null && node.attrs.id === id) place = start + 1 + Math.min(offset, node.content.size)
  })
  return place
}
