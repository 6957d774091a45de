import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type { Block, BlockKind, DocumentContent, Formats, Inline } from './content.ts'
import { baseOf } from './proposal-views.ts'

/** Kinds whose level is seen. */
const LEVELLED: ReadonlySet<BlockKind> = new Set(['heading', 'bullet', 'number'])

/** The text alone: proposals rejected, marks of remarks left out. Ids of blocks stay. */
export function plainTextOf(content: DocumentContent): DocumentContent {
  return baseOf(content).map((block): Block => {
    if (block.type === 'block') return { ...block, content: withoutRemarks(block.content) }
    const rows = block.rows.map(({ id, cells }) => ({
      id,
      cells: cells.map((cell) => ({ ...cell, content: withoutRemarks(cell.content) })),
    }))
    return { ...block, rows }
  })
}

/**
 * The text as canonical JSON, what is hashed of a version: equal exactly where the same is to be read. Kinds, levels,
 * words and looks of the blocks, without ids; keys sorted, no white space. The rule is in `sync/PROTOCOL.md`.
 */
export function canonicalJson(content: DocumentContent): string {
  return JSON.stringify({ blocks: plainTextOf(content).map(canonicalBlock), v: 1 })
}

/** SHA-256 of `canonicalJson` in UTF-8, as lower-case hexadecimal. */
export function canonicalHash(content: DocumentContent): string {
  const bytes = digest(encodeUtf8(canonicalJson(content)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Keys are written in their order here, which is the sorted one. */
function canonicalBlock(block: Block): object {
  if (block.type === 'table') {
    return {
      rows: block.rows.map(({ cells }) =>
        cells.map(({ content, header }) => ({ content: content.map(canonicalInline), header })),
      ),
      type: 'table',
    }
  }
  const { content, kind, level } = block
  return { content: content.map(canonicalInline), kind, level: LEVELLED.has(kind) ? level : 0, type: 'block' }
}

function canonicalInline({ formats, ...piece }: Inline): object {
  return 'text' in piece ? { ...looksOf(formats), text: piece.text } : { ...looksOf(formats), lineBreak: true }
}

function looksOf(formats: Formats = {}): { formats?: object } {
  const { bold, italic, link, strike, underline } = formats
  const looks = {
    ...(bold && { bold }),
    ...(italic && { italic }),
    ...(link !== undefined && { link }),
    ...(strike && { strike }),
    ...(underline && { underline }),
  }
  return Object.keys(looks).length > 0 ? { formats: looks } : {}
}

/** Runs that differ in nothing but remarks become one. */
function withoutRemarks(line: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const piece of line) {
    const { comment: _comment, ...formats } = piece.formats ?? {}
    const plain = 'text' in piece ? { text: piece.text } : { lineBreak: true as const }
    const next: Inline = Object.keys(formats).length > 0 ? { ...plain, formats } : plain
    const last = out.at(-1)
    const isSame = last !== undefined && JSON.stringify(last.formats) === JSON.stringify(next.formats)
    if (isSame && 'text' in last && 'text' in next) out[out.length - 1] = { ...last, text: last.text + next.text }
    else out.push(next)
  }
  return out
}
