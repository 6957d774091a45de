import type { Block, DocumentContent, Inline, TextBlock } from './content.ts'

/** What a proposal would do to one line of the text without proposals: to some words, or (empty) at one place. */
interface Span {
  id: string
  from: number
  to: number
}

/**
 * Proposals that would change the same words, or put words into the same place: groups of two and more, each proposal in
 * one of them at most. Places are those of the text without proposals, so that it does not matter who was first.
 * Formats are no words: whoever wants them bold and whoever wants others do not contradict each other.
 */
export function overlappingProposals(content: DocumentContent): string[][] {
  const groups = new Map<string, Set<string>>()
  for (const spans of spansByLine(content)) {
    spans.forEach((one, index) => {
      for (const other of spans.slice(index + 1)) if (meet(one, other)) join(groups, one.id, other.id)
    })
  }
  return [...new Set(groups.values())].map((group) => [...group])
}

function meet(one: Span, other: Span): boolean {
  if (one.id === other.id) return false
  if (one.from === one.to && other.from === other.to) return one.from === other.from
  return one.from < other.to && other.from < one.to
}

function join(groups: Map<string, Set<string>>, one: string, other: string): void {
  const both = new Set([...(groups.get(one) ?? [one]), ...(groups.get(other) ?? [other])])
  for (const id of both) groups.set(id, both)
}

/** One list a line of the text without proposals; a line that is only proposed belongs to the one before it. */
function spansByLine(content: DocumentContent): Span[][] {
  const lines: Span[][] = []
  let length = 0
  for (const { proposed, content: words } of content.flatMap(linesOf)) {
    if (proposed?.ins === undefined || lines.length === 0) {
      lines.push([])
      length = 0
    }
    const spans = lines.at(-1) ?? []
    for (const id of [proposed?.ins, proposed?.del]) if (id !== undefined) add(spans, id, length, length)
    length = addWords(spans, words, length)
  }
  return lines
}

function addWords(spans: Span[], words: readonly Inline[], start: number): number {
  let at = start
  for (const piece of words) {
    const { ins = [], del = [] } = piece.formats ?? {}
    const end = at + (ins.length > 0 ? 0 : 'text' in piece ? piece.text.length : 1)
    for (const id of [...ins, ...del]) add(spans, id, at, end)
    at = end
  }
  return at
}

function add(spans: Span[], id: string, from: number, to: number): void {
  const before = spans.findLast((span) => span.id === id)
  if (before?.to === from && from < to && before.from < before.to) before.to = to
  else spans.push({ id, from, to })
}

function linesOf(block: Block): Pick<TextBlock, 'content' | 'proposed'>[] {
  return block.type === 'block' ? [block] : block.rows.flatMap((row) => row.cells)
}
