import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { shownLook } from './looks.ts'

export interface ShownLink {
  href: string
  from: number
  to: number
}

/** The link around a place as the reader sees it, wished or real, with all the text it covers. */
export function shownLinkAround({ parent, parentOffset, pos }: ResolvedPos): ShownLink | null {
  const after = parent.childAfter(parentOffset)
  const before = parent.childBefore(parentOffset)
  const start = hrefOf(after.node) === null ? before : after
  const href = hrefOf(start.node)
  if (href === null) return null
  const isSame = (index: number) => hrefOf(parent.maybeChild(index)) === href
  let [first, last] = [start.index, start.index]
  while (isSame(first - 1)) first--
  while (isSame(last + 1)) last++
  const sizeOf = (from: number, to: number) =>
    parent.children.slice(from, to).reduce((size, node) => size + node.nodeSize, 0)
  const from = pos - parentOffset + sizeOf(0, first)
  return { href, from, to: from + sizeOf(first, last + 1) }
}

function hrefOf(node: Node | null): string | null {
  const href = node === null ? null : shownLook(node.marks, 'link')
  return typeof href === 'string' ? href : null
}
