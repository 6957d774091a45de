import { toBase64 } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type { Block, Formats, Inline, TextBlock } from './content.ts'
import type { ProposalFound } from './find-proposals.ts'
import { inlineText } from './plain-text.ts'
import { decided } from './proposal-views.ts'

/** So many characters before and after what it changes say where that is. */
const CONTEXT = 24

/**
 * SHA-256 (base64) of what a proposal would do: the words it puts in and takes out, looks, blocks, and the words right
 * beside them. The same where others write elsewhere in its blocks: what was shown of it is still what it does.
 */
export function proposalHash(id: string, { lines }: Pick<ProposalFound, 'lines'>): string {
  const alone = decided([...lines], (each) => (each === id ? null : 'reject'))
  const changes = alone.flatMap((block, index) =>
    block.type === 'block' ? changesOf(block, id, alone[index - 1]) : [],
  )
  return toBase64(digest(encodeUtf8(JSON.stringify(changes))))
}

function changesOf(block: TextBlock, id: string, previous: Block | undefined): object[] {
  const { content, kind, level, proposed } = block
  const begins =
    proposed === undefined ? [] : [{ kind, level, proposed, before: joined(block, previous), after: headOf(content) }]
  return [...begins, ...runsOf(content, id)]
}

/** What a block that would be split off, or joined, comes after: a join onto another block is another change. */
function joined({ proposed }: TextBlock, previous: Block | undefined): object | null {
  if (proposed?.ins === undefined && proposed?.del === undefined) return null
  return previous?.type === 'block' ? { id: previous.id, words: tailOf(previous.content) } : null
}

/** Pieces of this proposal that stand together, with what stands beside them. */
function runsOf(content: readonly Inline[], id: string): object[] {
  const runs: object[] = []
  for (let from = 0; from < content.length; from += 1) {
    if (!isOf(content[from], id)) continue
    let to = from
    while (isOf(content[to], id)) to += 1
    const pieces = content.slice(from, to).map(withoutRemarks)
    runs.push({ before: tailOf(content.slice(0, from)), pieces, after: headOf(content.slice(to)) })
    from = to
  }
  return runs
}

function isOf(piece: Inline | undefined, id: string): boolean {
  const { ins = [], del = [], set = [] }: Formats = piece?.formats ?? {}
  return ins.includes(id) || del.includes(id) || set.some((each) => each.id === id)
}

function withoutRemarks({ formats = {}, ...piece }: Inline): object {
  const { comment: _comment, ...own } = formats
  return { ...piece, own: Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)) }
}

const headOf = (content: readonly Inline[]) => inlineText([...content]).slice(0, CONTEXT)
const tailOf = (content: readonly Inline[]) => inlineText([...content]).slice(-CONTEXT)
