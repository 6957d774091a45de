import type { Block, DocumentContent, Formats, Inline, TextBlock } from './content.ts'
import { inlineText } from './plain-text.ts'
import { type Decide, decided } from './proposal-views.ts'

/** What one proposal would change. */
export interface ProposalFound {
  /** The blocks (or tables) it touches, in order; with a proposed split or join also the block before. */
  blockIds: string[]
  /** The words of those blocks and cells, one line each, with all proposals rejected. */
  wordingBefore: string
  /** The same with this proposal accepted and all others rejected. */
  wordingAfter: string
  /** Those blocks and cells with all that is proposed in them. */
  lines: readonly TextBlock[]
}

/** Every proposal whose marks stand in the text. One pass over the content, and one over what each of them touches. */
export function findProposals(content: DocumentContent): Map<string, ProposalFound> {
  const lines = content.flatMap(linesOf)
  const touched = new Map<string, Set<number>>()
  lines.forEach((line, index) => {
    for (const id of idsIn(line.content)) touch(touched, id, index)
    const { ins, del, was } = line.proposed ?? {}
    for (const id of [ins, del]) {
      if (id !== undefined && index > 0) touch(touched, id, index - 1)
      if (id !== undefined) touch(touched, id, index)
    }
    if (was !== undefined) touch(touched, was.id, index)
  })
  // The same for all that touch the same lines.
  const before = new Map<string, string>()
  return new Map([...touched].map(([id, indexes]) => [id, describe(id, lines, indexes, before)]))
}

/** A table is read cell by cell. */
function linesOf(block: Block): TextBlock[] {
  if (block.type === 'block') return [block]
  const cells = block.rows.flatMap((row) => row.cells)
  return cells.map(({ content }) => ({ type: 'block', id: block.id, kind: 'paragraph', level: 0, content }))
}

function touch(touched: Map<string, Set<number>>, id: string, index: number): void {
  const known = touched.get(id)
  if (known === undefined) touched.set(id, new Set([index]))
  else known.add(index)
}

function idsIn(line: readonly Inline[]): Set<string> {
  return new Set(line.flatMap(({ formats }) => (formats === undefined ? [] : idsOf(formats))))
}

function idsOf({ ins = [], del = [], set = [] }: Formats): string[] {
  return [...ins, ...del, ...set.map(({ id }) => id)]
}

function describe(
  id: string,
  lines: readonly TextBlock[],
  indexes: ReadonlySet<number>,
  before: Map<string, string>,
): ProposalFound {
  const places = [...indexes].sort((a, b) => a - b)
  const own = places.flatMap((index) => lines[index] ?? [])
  const words = (decide: Decide): string =>
    decided(own, decide)
      .map((block) => (block.type === 'block' ? inlineText(block.content) : ''))
      .join('\n')
  const wordingBefore = before.get(places.join()) ?? words(() => 'reject')
  before.set(places.join(), wordingBefore)
  return {
    blockIds: [...new Set(own.map((line) => line.id))],
    wordingBefore,
    wordingAfter: words((each) => (each === id ? 'accept' : 'reject')),
    lines: own,
  }
}
