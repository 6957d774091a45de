import type { Block, Inline, TextBlock } from '../document/index.ts'

/** What each proposal marks in a unit, as text that differs where anything of it differs. */
export type ProposalWords = Map<string, string>

/** Adds what proposals mark in these blocks. */
export function addProposals(words: ProposalWords, blocks: readonly Block[]): ProposalWords {
  for (const block of blocks) {
    if (block.type === 'table') {
      for (const { cells } of block.rows) for (const { content } of cells) addLine(words, content)
    } else {
      addMarker(words, block)
      addLine(words, block.content)
    }
  }
  return words
}

function addMarker(words: ProposalWords, { kind, level, proposed }: TextBlock): void {
  if (proposed === undefined) return
  const { ins, del, was } = proposed
  if (ins !== undefined) add(words, ins, '¶+')
  if (del !== undefined) add(words, del, '¶-')
  if (was !== undefined) add(words, was.id, `¶${kind}${level}`)
}

function addLine(words: ProposalWords, line: readonly Inline[]): void {
  for (const piece of line) {
    if (piece.formats === undefined) continue
    const { ins = [], del = [], set = [] } = piece.formats
    const text = 'text' in piece ? piece.text : '\n'
    for (const id of ins) add(words, id, `+${text}`)
    for (const id of del) add(words, id, `-${text}`)
    for (const { id, wish } of set) add(words, id, `${JSON.stringify(wish)}${text}`)
  }
}

function add(words: ProposalWords, id: string, said: string): void {
  words.set(id, (words.get(id) ?? '') + said)
}
