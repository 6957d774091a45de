import { LIMITS } from '@app/server/limits'
import { type PastedBlock, type PastedCell, type PastedNode, type PastedTable, textOf } from './pasted.ts'

/** What one transaction inserts. `continues`: its first block or table goes on where the chunk before it ended. */
export interface Chunk {
  nodes: PastedNode[]
  continues: boolean
}

export interface Weight {
  bytes: number
  structs: number
}

/** Well below what one push may hold, since a peer's concurrent formats can make an update longer. */
export const CHUNK_LIMIT: Weight = { bytes: LIMITS.pushBytes * 0.6, structs: LIMITS.updateStructs / 4 }

const BLOCK_WEIGHT: Weight = { bytes: 90, structs: 5 }
const CELL_WEIGHT: Weight = { bytes: 50, structs: 2 }
const FORMAT_WEIGHT: Weight = { bytes: 24, structs: 2 }

const encoder = new TextEncoder()

/** Splits what was pasted so that every transaction becomes an update the server takes. */
export function chunksOf(nodes: readonly PastedNode[], limit: Weight = CHUNK_LIMIT): Chunk[] {
  const chunks: Chunk[] = []
  let open: Chunk = { nodes: [], continues: false }
  let weight: Weight = { bytes: 0, structs: 0 }
  for (const { node, continues } of nodes.flatMap((node) => pieces(node, limit))) {
    const own = weightOf(node)
    if (open.nodes.length > 0 && (continues || exceeds(sum(weight, own), limit))) {
      chunks.push(open)
      open = { nodes: [], continues }
      weight = { bytes: 0, structs: 0 }
    }
    open.nodes.push(node)
    weight = sum(weight, own)
  }
  return open.nodes.length > 0 ? [...chunks, open] : chunks
}

interface Piece {
  node: PastedNode
  continues: boolean
}

function pieces(node: PastedNode, limit: Weight): Piece[] {
  if (!exceeds(weightOf(node), limit)) return [{ node, continues: false }]
  const parts = node.type === 'table' ? tablePieces(node, limit) : blockPieces(node, limit)
  return parts.map((part, index) => ({ node: part, continues: index > 0 }))
}

function blockPieces(block: PastedBlock, limit: Weight): PastedBlock[] {
  const length = Math.floor(minus(limit, BLOCK_WEIGHT).bytes / 4)
  const runs = block.content.flatMap((inline): PastedBlock['content'] =>
    'text' in inline ? cut(inline.text, length).map((text) => ({ ...inline, text })) : [inline],
  )
  const room = minus(limit, BLOCK_WEIGHT)
  return grouped(runs, room, (run) => inlineWeight([run])).map((content) => ({ ...block, content }))
}

function tablePieces(table: PastedTable, limit: Weight): PastedTable[] {
  const room = minus(limit, BLOCK_WEIGHT)
  return grouped(table.rows, room, rowWeight).map((rows) => ({ type: 'table', rows }))
}

function grouped<T>(items: readonly T[], limit: Weight, weigh: (item: T) => Weight): T[][] {
  const groups: T[][] = [[]]
  let weight: Weight = { bytes: 0, structs: 0 }
  for (const item of items) {
    const own = weigh(item)
    if (groups.at(-1)!.length > 0 && exceeds(sum(weight, own), limit)) {
      groups.push([])
      weight = { bytes: 0, structs: 0 }
    }
    groups.at(-1)!.push(item)
    weight = sum(weight, own)
  }
  return groups
}

/** Never between the halves of a surrogate pair. */
function cut(text: string, length: number): string[] {
  const parts: string[] = []
  let from = 0
  while (from < text.length) {
    let to = Math.min(from + length, text.length)
    if (to < text.length && /[\uD800-\uDBFF]/.test(text[to - 1]!)) to -= 1
    parts.push(text.slice(from, to))
    from = to
  }
  return parts
}

export function weightOf(node: PastedNode): Weight {
  if (node.type === 'block') return sum(BLOCK_WEIGHT, inlineWeight(node.content))
  return node.rows.map(rowWeight).reduce(sum, BLOCK_WEIGHT)
}

function rowWeight(row: readonly PastedCell[]): Weight {
  return row.map((cell) => sum(CELL_WEIGHT, inlineWeight(cell.content))).reduce(sum, BLOCK_WEIGHT)
}

function inlineWeight(content: PastedBlock['content']): Weight {
  return content
    .map((inline) => {
      const formats = Object.keys(inline.formats ?? {}).length
      const link = inline.formats?.link?.length ?? 0
      const bytes = encoder.encode(textOf([inline])).length + formats * FORMAT_WEIGHT.bytes + link
      return { bytes, structs: 1 + formats * FORMAT_WEIGHT.structs }
    })
    .reduce(sum, { bytes: 0, structs: 0 })
}

function sum(one: Weight, other: Weight): Weight {
  return { bytes: one.bytes + other.bytes, structs: one.structs + other.structs }
}

function minus(one: Weight, other: Weight): Weight {
  return { bytes: one.bytes - other.bytes, structs: one.structs - other.structs }
}

function exceeds(weight: Weight, limit: Weight): boolean {
  return weight.bytes > limit.bytes || weight.structs > limit.structs
}
