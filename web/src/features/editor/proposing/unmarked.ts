import { Fragment, type Mark, type Node, Slice } from '@tiptap/pm/model'

/** Marks over words by which proposals stand in the text. */
export function isProposalMark({ type }: Mark): boolean {
  return type.name === 'ins' || type.name === 'del' || type.name === 'set'
}

/** Does a block, table or piece of text carry any proposal? */
export function carriesProposal(node: Node): boolean {
  const { ins, del, was } = node.attrs
  if (node.type.name === 'block' && (ins ?? del ?? was ?? null) !== null) return true
  return node.marks.some(isProposalMark) || node.children.some(carriesProposal)
}

/**
 * The same without proposals, every word kept. Whoever writes text again (moves, pastes) writes it themselves: under the
 * marks of somebody's proposal it would be put into their mouth.
 */
export function unmarked(node: Node): Node {
  if (!carriesProposal(node)) return node
  if (node.isInline) return node.mark(node.marks.filter((mark) => !isProposalMark(mark)))
  const attributes = node.type.name === 'block' ? { ...node.attrs, ins: null, del: null, was: null } : node.attrs
  return node.type.create(attributes, node.children.map(unmarked), node.marks)
}

export function unmarkedSlice({ content, openStart, openEnd }: Slice): Slice {
  return new Slice(Fragment.fromArray(content.content.map(unmarked)), openStart, openEnd)
}
