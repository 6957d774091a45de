import { type FormatMap, HEAD_ID, implicitIdAfter, isImplicitId } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import { toFormats } from './marks.ts'

/** A place of the document as a line: the start of a block, a whole table, one character, one line break. */
export type Token = BlockToken | TableToken | CharacterToken | BreakToken

export interface BlockToken {
  type: 'block'
  id: string | null
  kind: string
  level: number
  /** What proposals would do to where the block begins, and what it was before one changed its kind. */
  ins: string | null
  del: string | null
  was: FormerKind | null
  /** An implicit block has no marker in the text. */
  implicit: boolean
  size: 0 | 1
}
export interface FormerKind {
  kind: string
  level: number
  id: string
}
export interface TableToken {
  type: 'table'
  id: string | null
  node: Node
  size: 1
}
export interface CharacterToken {
  type: 'character'
  /** One code point: a surrogate pair is never cut. */
  text: string
  formats: FormatMap
  size: number
}
export interface BreakToken {
  type: 'break'
  formats: FormatMap
  size: 1
}

export type InlineToken = CharacterToken | BreakToken

export interface TokenRange {
  tokens: Token[]
  /** The index of the first top-level node that starts in or after the range. */
  firstChild: number
}

/** The tokens between two positions; a table that the range touches counts whole. */
export function bodyTokens(
  doc: Node,
  from: number,
  to: number,
  isImplicit: (node: Node, index: number) => boolean,
): TokenRange {
  const tokens: Token[] = []
  let firstChild = -1
  let start = 0
  for (let index = 0; index < doc.childCount && start < to; index++) {
    const node = doc.child(index)
    const end = start + node.nodeSize
    if (end > from) {
      if (start >= from || node.type.name === 'table') {
        if (firstChild < 0) firstChild = index
        tokens.push(startToken(node, isImplicit(node, index)))
      }
      // One by one, here and wherever a text is as long as it likes: a call takes some 65,000 arguments in Safari.
      if (node.isTextblock) for (const each of inlineTokens(node, from - start - 1, to - start - 1)) tokens.push(each)
    }
    start = end
  }
  return { tokens, firstChild: firstChild < 0 ? childrenStartingBefore(doc, from) : firstChild }
}

/** The characters and breaks of a text block between two offsets. */
export function inlineTokens(block: Node, from = 0, to = block.content.size): InlineToken[] {
  const tokens: InlineToken[] = []
  block.forEach((node, offset) => {
    const start = Math.max(from, offset)
    const end = Math.min(to, offset + node.nodeSize)
    if (start >= end) return
    const formats = toFormats(node.marks)
    if (!node.isText) tokens.push({ type: 'break', formats, size: 1 })
    else for (const text of (node.text ?? '').slice(start - offset, end - offset)) tokens.push(character(text, formats))
  })
  return tokens
}

/** Does this node stand where its implicit id says? Anywhere else it needs a marker. */
export function isImplicitBlock(node: Node, previous: Node | null): boolean {
  const { id, kind, level, ins, del, was } = node.attrs
  if ((ins ?? del ?? was ?? null) !== null) return false
  if (node.type.name !== 'block' || typeof id !== 'string' || !isImplicitId(id)) return false
  if (kind !== 'paragraph' || level !== 0) return false
  if (previous === null) return id === HEAD_ID
  return previous.type.name === 'table' && id === implicitIdAfter(previous.attrs.id)
}

function character(text: string, formats: FormatMap): CharacterToken {
  return { type: 'character', text, formats, size: text.length }
}

/** The token of the start of a block or a table. */
export function startToken(node: Node, implicit: boolean): BlockToken | TableToken {
  const { id, kind, level, ins, del, was } = node.attrs
  if (node.type.name === 'table') return { type: 'table', id, node, size: 1 }
  return { type: 'block', id, kind, level, ins, del, was, implicit, size: implicit ? 0 : 1 }
}

function childrenStartingBefore(doc: Node, position: number): number {
  let index = 0
  for (let start = 0; index < doc.childCount && start < position; index++) start += doc.child(index).nodeSize
  return index
}
