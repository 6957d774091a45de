import type { Node } from '@tiptap/pm/model'
import { type FoldedText, foldText, type Range, rangesOf } from './fold.ts'
import { unitsNamed } from './units.ts'

export interface Match extends Range {
  /** All of a unit, whose mark or reference is meant. */
  isUnit?: true
}

/** Blocks are immutable: each is folded once, and a keystroke folds only its own. */
const foldedBlocks = new WeakMap<Node, FoldedText>()

/** Every match in document order, units that are named before words in them; runs and formats do not matter, blocks and cells do. */
export function findMatches(doc: Node, query: string): Match[] {
  const foldedQuery = foldText(query.trim()).text
  if (foldedQuery === '') return []
  const matches: Match[] = []
  const units = unitsNamed(doc, query)
  doc.descendants((node, pos) => {
    if (units.has(pos)) matches.push({ from: pos + 1, to: pos + 1 + node.content.size, isUnit: true })
    if (!node.isTextblock) return true
    for (const { from, to } of rangesOf(foldedBlock(node), foldedQuery)) {
      matches.push({ from: pos + 1 + from, to: pos + 1 + to })
    }
    return false
  })
  return matches
}

/** Inside a block one character of text is one position, and so is a line break. */
function foldedBlock(block: Node): FoldedText {
  const known = foldedBlocks.get(block)
  if (known) return known
  const folded = foldText(block.textBetween(0, block.content.size, undefined, '\n'))
  foldedBlocks.set(block, folded)
  return folded
}

/** The match at or after a position; the first one when there is none, -1 without matches. */
export function matchFrom(matches: readonly Range[], position: number): number {
  if (matches.length === 0) return -1
  const next = matches.findIndex((match) => match.from >= position)
  return next === -1 ? 0 : next
}
