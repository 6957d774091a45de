import type { Block, DocumentContent, Formats, Inline } from './content.ts'

/** Where an annotation is in the text now. */
export interface AnchorFound {
  /** The blocks (or tables) that hold its marks, in order. */
  blockIds: string[]
  /** The marked words, one line a block or cell. */
  words: string
}

export type AnchorLayer = 'comment' | 'ins' | 'del'

/** Every id that marks of this layer carry, with what they mark. One pass over the content. */
export function findAnchors(content: DocumentContent, layer: AnchorLayer): Map<string, AnchorFound> {
  const found = new Map<string, AnchorFound>()
  for (const block of content) {
    for (const line of linesOf(block)) addLine(found, block.id, line, layer)
  }
  return found
}

function linesOf(block: Block): Inline[][] {
  return block.type === 'table' ? block.rows.flatMap((row) => row.cells.map((cell) => cell.content)) : [block.content]
}

function addLine(found: Map<string, AnchorFound>, blockId: string, line: readonly Inline[], layer: AnchorLayer): void {
  const words = new Map<string, string>()
  for (const piece of line) {
    for (const id of idsOf(piece.formats, layer)) {
      words.set(id, (words.get(id) ?? '') + ('text' in piece ? piece.text : '\n'))
    }
  }
  for (const [id, text] of words) {
    const known = found.get(id)
    if (known === undefined) found.set(id, { blockIds: [blockId], words: text })
    else {
      if (known.blockIds.at(-1) !== blockId) known.blockIds.push(blockId)
      known.words += `\n${text}`
    }
  }
}

function idsOf(formats: Formats | undefined, layer: AnchorLayer): readonly string[] {
  return formats?.[layer] ?? []
}

/** What conversations can hold on to in a text. */
export interface Holds {
  /** Marked words, by the id of the conversation. */
  anchors: ReadonlyMap<string, AnchorFound>
  /** Ids of its blocks and tables. */
  blockIds: ReadonlySet<string>
}

/** What conversations can hold on to in this text. One pass over the content. */
export function findHolds(content: DocumentContent): Holds {
  return { anchors: findAnchors(content, 'comment'), blockIds: new Set(content.map(({ id }) => id)) }
}

/** Whether a conversation has a place there: one about a whole unit is at home while the unit is there, words or not. */
export function isAnchored(
  { id, unitId, wholeUnit }: { id: string; unitId: string; wholeUnit: boolean },
  { anchors, blockIds }: Holds,
): boolean {
  return anchors.has(id) || (wholeUnit && blockIds.has(unitId))
}
