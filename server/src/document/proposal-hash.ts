import { toBase64 } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type { Formats, Inline, ProposedMarker, TextBlock } from './content.ts'
import { isSplitOff } from './find-proposals.ts'
import { HEAD_ID, isImplicitId } from './ids.ts'
import { type Part, partsOf, type TouchedLine } from './proposal-lines.ts'

/** So many characters before and after what it changes say where that is. */
const CONTEXT = 24

/** A look in a fixed order. */
type Look = [string, unknown][]
type Piece = ({ text: string } | { lineBreak: true }) & { own: Look }

/** A block where all other proposals are rejected. */
type Alone = Pick<TextBlock, 'id' | 'kind' | 'level' | 'proposed'> & { parts: Part[] }

/**
 * SHA-256 (base64) of what a proposal would do: the words it puts in and takes out, looks, blocks, and the words right
 * beside them. The same where others write elsewhere in its blocks: what was shown of it is still what it does.
 */
export function proposalHash(id: string, lines: readonly TouchedLine[]): string {
  const alone = aloneIn(id, lines)
  const changes = alone.flatMap((block, index) => changesOf(block, id, alone[index - 1]))
  return toBase64(digest(encodeUtf8(JSON.stringify(changes))))
}

function aloneIn(id: string, lines: readonly TouchedLine[]): Alone[] {
  const out: Alone[] = []
  for (const touched of lines) {
    const { block } = touched.line
    const parts = partsOf(touched)
    const last = out.at(-1)
    if (!isSplitOff(touched, id) && !(isImplicitId(block.id) && parts.length === 0)) out.push(alone(id, block, parts))
    else if (last !== undefined) for (const part of parts) last.parts.push(part)
    else if (parts.length > 0) out.push({ id: HEAD_ID, kind: 'paragraph', level: 0, parts })
  }
  return out
}

function alone(id: string, block: TextBlock, parts: Part[]): Alone {
  const { ins, del, was } = block.proposed ?? {}
  const { kind, level } = was === undefined || was.id === id ? block : was
  const proposed: ProposedMarker = {
    ...(ins === id && { ins }),
    ...(del === id && { del }),
    ...(was?.id === id && { was }),
  }
  return { id: block.id, kind, level, parts, ...(Object.keys(proposed).length > 0 && { proposed }) }
}

function changesOf({ parts, kind, level, proposed }: Alone, id: string, previous: Alone | undefined): object[] {
  const begins =
    proposed === undefined
      ? []
      : [{ kind, level, proposed, before: joined(proposed, previous), after: headFrom(parts, 0) }]
  return [...begins, ...runsOf(parts, id)]
}

/** What a block that would be split off, or joined, comes after: a join onto another block is another change. */
function joined(proposed: ProposedMarker, previous: Alone | undefined): object | null {
  if (proposed.ins === undefined && proposed.del === undefined) return null
  return previous === undefined ? null : { id: previous.id, words: tailTo(previous.parts, previous.parts.length) }
}

/** Pieces of this proposal that stand together, with what stands beside them. */
function runsOf(parts: readonly Part[], id: string): object[] {
  const runs: object[] = []
  for (let from = 0; from < parts.length; from += 1) {
    const pieces: Piece[] = []
    let to = from
    for (let piece = parts[to]?.piece; piece !== undefined; piece = parts[to]?.piece) {
      addPiece(pieces, piece, id)
      to += 1
    }
    if (to === from) continue
    runs.push({ before: tailTo(parts, from), pieces, after: headFrom(parts, to) })
    from = to
  }
  return runs
}

/** What is one piece does not depend on where others remark on it, or propose something. */
function addPiece(pieces: Piece[], { formats = {}, ...bare }: Inline, id: string): void {
  const own = ownLook(formats, id)
  const last = pieces.at(-1)
  if (last !== undefined && 'text' in last && 'text' in bare && isSame(last.own, own)) last.text += bare.text
  else pieces.push({ ...bare, own })
}

function ownLook({ comment: _comment, ins, del, set, ...look }: Formats, id: string): Look {
  const wishes = set?.filter((each) => each.id === id) ?? []
  const own = {
    ...look,
    ...(ins?.includes(id) && { ins: [id] }),
    ...(del?.includes(id) && { del: [id] }),
    ...(wishes.length > 0 && { set: wishes }),
  }
  return Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1))
}

function isSame(one: Look, other: Look): boolean {
  return one.length === other.length && JSON.stringify(one) === JSON.stringify(other)
}

function headFrom(parts: readonly Part[], from: number): string {
  let head = ''
  for (let at = from; at < parts.length && head.length < CONTEXT; at += 1) head += parts[at]?.text.slice(0, CONTEXT)
  return head.slice(0, CONTEXT)
}

function tailTo(parts: readonly Part[], to: number): string {
  let tail = ''
  for (let at = to - 1; at >= 0 && tail.length < CONTEXT; at -= 1) tail = parts[at]?.text.slice(-CONTEXT) + tail
  return tail.slice(-CONTEXT)
}
