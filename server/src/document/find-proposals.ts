import type { DocumentContent } from './content.ts'
import { isImplicitId } from './ids.ts'
import { findTouchedLines, partsOf, type TouchedLine } from './proposal-lines.ts'

/** What one proposal would change. */
export interface ProposalFound {
  /** The blocks (or tables) it touches, in order; with a proposed split or join also the block before. */
  blockIds: string[]
  /** The words of those blocks and cells, one line each, with all proposals rejected; at most `MAX_WORDING_LENGTH`. */
  wordingBefore: string
  /** The same with this proposal accepted and all others rejected. */
  wordingAfter: string
}

/** Longer wordings are cut, in UTF-16 units; the text itself holds them whole. */
const MAX_WORDING_LENGTH = 20_000

/** Every proposal whose marks stand in the text. One pass over the content, and one over the marks of each. */
export function findProposals(content: DocumentContent): Map<string, ProposalFound> {
  return new Map([...findTouchedLines(content)].map(([id, lines]) => [id, describeProposal(id, lines)]))
}

/** One proposal, by the lines that it touches. */
export function describeProposal(id: string, lines: readonly TouchedLine[]): ProposalFound {
  return {
    blockIds: [...new Set(lines.map(({ line }) => line.block.id))],
    wordingBefore: wordingOf(lines, ({ line }) => line.base.slice(0, MAX_WORDING_LENGTH), isSplitOff),
    wordingAfter: wordingOf(
      lines,
      (touched) => acceptedIn(id, touched),
      (touched) => isSplitOff(touched, id) || touched.line.block.proposed?.del === id,
    ),
  }
}

/** Is the line part of the one before as long as this proposal is the only one to be accepted? */
export function isSplitOff({ line }: TouchedLine, accepted?: string): boolean {
  const { ins } = line.block.proposed ?? {}
  return ins !== undefined && ins !== accepted
}

function acceptedIn(id: string, touched: TouchedLine): string {
  let words = ''
  for (const { text, piece } of partsOf(touched)) {
    if (words.length >= MAX_WORDING_LENGTH) break
    if (piece?.formats?.del?.includes(id) !== true) words += text.slice(0, MAX_WORDING_LENGTH)
  }
  return words
}

function wordingOf(
  lines: readonly TouchedLine[],
  textOf: (touched: TouchedLine) => string,
  isJoined: (touched: TouchedLine) => boolean,
): string {
  const out: string[] = []
  let length = 0
  for (const touched of lines) {
    if (length > MAX_WORDING_LENGTH) break
    const text = textOf(touched)
    length += text.length + 1
    if (!isJoined(touched) && !(isImplicitId(touched.line.block.id) && text === '')) out.push(text)
    else if (text !== '') out.push((out.pop() ?? '') + text)
  }
  return out.join('\n').slice(0, MAX_WORDING_LENGTH)
}
