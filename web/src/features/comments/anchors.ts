import type { Node } from '@tiptap/pm/model'
import { labelsOf } from '../editor/labels.ts'

export interface Span {
  from: number
  to: number
}

/** Where the marks of one thread are now. */
export interface Anchor {
  /** In the order of the text; a passage across blocks or cells has several. */
  spans: Span[]
  /** The marked words, one line a block or cell, as the server quotes them. */
  words: string
  /** The block or table where it begins. */
  blockId: string
}

export interface BlockPlace {
  id: string
  /** In front of the block. */
  pos: number
  end: number
}

export type AnchorState = 'anchored' | 'moved' | 'orphaned'

interface MarkedPiece extends Span {
  id: string
  words: string
  /** Which block or cell of its block it lies in. */
  line: number
}

/** Quotes are cut there by the server; longer passages are compared as far as they were kept. */
const MAX_QUOTE = 1_000

/** Blocks are immutable: a keystroke reads the marks of its own block only. */
const piecesOfBlock = new WeakMap<Node, readonly MarkedPiece[]>()
const anchorsOfDoc = new WeakMap<Node, ReadonlyMap<string, Anchor>>()

/** Every thread that has marks in the text, by its id; computed once per state of the document. */
export function anchorsOf(doc: Node): ReadonlyMap<string, Anchor> {
  const known = anchorsOfDoc.get(doc)
  if (known) return known
  const anchors = new Map<string, Anchor>()
  doc.forEach((block, pos) => {
    const pieces = markedPieces(block)
    if (pieces.length === 0) return
    const lines = new Map<string, number>()
    for (const piece of pieces) addPiece(anchors, piece, pos + 1, String(block.attrs.id), lines)
  })
  anchorsOfDoc.set(doc, anchors)
  return anchors
}

/** The marks inside one block or table, with positions counted from its first inner one. */
export function markedPieces(block: Node): readonly MarkedPiece[] {
  const known = piecesOfBlock.get(block)
  if (known) return known
  const pieces: MarkedPiece[] = []
  const readLine = (line: Node, start: number, index: number) =>
    line.forEach((child, offset) => {
      for (const { type, attrs } of child.marks) {
        if (type.name !== 'comment') continue
        const from = start + offset
        pieces.push({
          id: String(attrs.id),
          from,
          to: from + child.nodeSize,
          words: child.isText ? (child.text ?? '') : '\n',
          line: index,
        })
      }
    })
  if (block.isTextblock) readLine(block, 0, 0)
  else {
    let index = 0
    block.descendants((node, pos) => {
      if (!node.isTextblock) return true
      readLine(node, pos + 1, index++)
      return false
    })
  }
  piecesOfBlock.set(block, pieces)
  return pieces
}

function addPiece(
  anchors: Map<string, Anchor>,
  piece: MarkedPiece,
  start: number,
  blockId: string,
  lines: Map<string, number>,
): void {
  const span = { from: start + piece.from, to: start + piece.to }
  const known = anchors.get(piece.id)
  const isSameLine = lines.get(piece.id) === piece.line
  lines.set(piece.id, piece.line)
  if (!known) {
    anchors.set(piece.id, { spans: [span], words: piece.words, blockId })
    return
  }
  const last = known.spans.at(-1)
  if (last && last.to === span.from) last.to = span.to
  else known.spans.push(span)
  known.words += isSameLine ? piece.words : `\n${piece.words}`
}

export interface Anchored {
  id: string
  quote: string
  wholeUnit: boolean
  unitId: string
}

/** A thread about a whole unit is at home while the unit is there, words or not. */
export function anchorState(thread: Anchored, anchor: Anchor | undefined, hasUnit: boolean): AnchorState {
  if (!anchor && !(thread.wholeUnit && hasUnit)) return 'orphaned'
  const [words, quote] = [withoutEmptyLines(anchor?.words ?? ''), withoutEmptyLines(thread.quote)]
  const isCut = thread.quote.length === MAX_QUOTE
  return (isCut ? words.startsWith(quote) : words === quote) ? 'anchored' : 'moved'
}

/** Quotes from before 2026-11-27 have them, where a passage went over an empty block. */
function withoutEmptyLines(quote: string): string {
  return quote
    .split('\n')
    .filter((line) => line !== '')
    .join('\n')
}

const placesOfDoc = new WeakMap<Node, ReadonlyMap<string, BlockPlace>>()

export function blockPlaces(doc: Node): ReadonlyMap<string, BlockPlace> {
  const known = placesOfDoc.get(doc)
  if (known) return known
  const places = new Map<string, BlockPlace>()
  doc.forEach((block, pos) => {
    const id = String(block.attrs.id)
    places.set(id, { id, pos, end: pos + block.nodeSize })
  })
  placesOfDoc.set(doc, places)
  return places
}

/** What the block is called: „§ 6 ust. 3”; empty where it has no name. */
export function referenceOf(doc: Node, blockId: string): string {
  return labelsOf(doc).get(blockId)?.reference ?? ''
}

/** The innermost thread at a position: of those that cover it, the one with the shortest passage in its block. */
export function threadAt(doc: Node, pos: number, isShown: (id: string) => boolean): string | null {
  const resolved = doc.resolve(pos)
  if (resolved.depth === 0) return null
  const offset = pos - resolved.start(1)
  const lengths = new Map<string, number>()
  const covering = new Set<string>()
  for (const { id, from, to } of markedPieces(resolved.node(1))) {
    lengths.set(id, (lengths.get(id) ?? 0) + to - from)
    if (from <= offset && offset <= to && isShown(id)) covering.add(id)
  }
  const [innermost] = [...covering].sort((one, other) => (lengths.get(one) ?? 0) - (lengths.get(other) ?? 0))
  return innermost ?? null
}
