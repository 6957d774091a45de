import type { Mark, Node } from '@tiptap/pm/model'
import { type InlineToken, inlineTokens, isImplicitBlock, startToken, type Token } from '../binding/tokens.ts'

/** A token with the positions right before and right behind it, and the marks of a character. */
export type Placed<T extends Token = Token> = T & { before: number; behind: number; marks: readonly Mark[] }

/** The tokens of a range of the body. */
export function placedInBody(doc: Node, from: number, to: number): Placed[] {
  const tokens: Placed[] = []
  doc.forEach((node, start, index) => {
    const end = start + node.nodeSize
    if (end <= from || start >= to) return
    if (start >= from || node.type.name === 'table') {
      const isImplicit = isImplicitBlock(node, index > 0 ? doc.child(index - 1) : null)
      const behind = node.type.name === 'table' ? end : start + 1
      tokens.push({ ...startToken(node, isImplicit), before: start, behind, marks: [] })
    }
    if (node.isTextblock) for (const each of placedInline(node, start + 1, from, to)) tokens.push(each)
  })
  return tokens
}

/** The characters and breaks of a block or cell that starts at `start`, between two positions of the document. */
export function placedInline(textblock: Node, start: number, from: number, to: number): Placed<InlineToken>[] {
  const tokens: Placed<InlineToken>[] = []
  let position = Math.max(from, start)
  let behindNode = start
  const inRange = inlineTokens(textblock, from - start, to - start)
  const nodes = textblock.children.values()
  let node = nodes.next().value
  for (const token of inRange) {
    while (node && behindNode + node.nodeSize <= position) {
      behindNode += node.nodeSize
      node = nodes.next().value
    }
    tokens.push({ ...token, before: position, behind: position + token.size, marks: node?.marks ?? [] })
    position += token.size
  }
  return tokens
}
