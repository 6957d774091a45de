import * as Y from 'yjs'
import { type FormatMap, NO_FORMATS } from './formats.ts'
import { type Run, readLine, readSections } from './sections.ts'
import type { TableRecord } from './table.ts'
import { BODY, firstItem, isHidden, isMarker } from './yjs.ts'

/** The characters of one block or one table cell: what a selection consists of, in the order in which it is read. */
export interface PlaceLine {
  /** The block, or the table that the cell is in. */
  blockId: string
  /** The shared text that holds the characters. */
  text: Y.Text
  /** The marker behind which they begin; null at the start of `text`. */
  marker: Y.Item | null
  words: string
  /** Of a cell: its place in the table, from 0. */
  cell: { row: number; column: number } | null
  /** What is in force where its characters begin. */
  startFormats: FormatMap
}

/** A place between two characters: the line's index and how many UTF-16 units (a line break is one) come before it. */
export interface TextPlace {
  line: number
  offset: number
}

/** Every line of a document, tables cell by cell. Pure; costs one walk over the document. */
export function readPlaceLines(text: Y.Text): PlaceLine[] {
  const lines: PlaceLine[] = []
  for (const { marker, id, table, runs, startFormats } of readSections(text)) {
    if (table !== null) for (const line of readCells(table, id)) lines.push(line)
    const isEmptyHead = (marker === null || table !== null) && runs.length === 0
    if (isEmptyHead) continue
    lines.push({ blockId: id, text, marker, words: wordsOf(runs), cell: null, startFormats })
  }
  return lines
}

function readCells({ rows }: TableRecord, blockId: string): PlaceLine[] {
  return rows.flatMap(({ cells }, row) =>
    cells.flatMap((text, column) => {
      if (text === null) return []
      const words = wordsOf(readLine(firstItem(text), NO_FORMATS).runs)
      return { blockId, text, marker: null, words, cell: { row, column }, startFormats: NO_FORMATS }
    }),
  )
}

/** A Yjs relative position in a document of ours, out of bytes that anybody may have sent; null where they are none. */
export function readPosition(bytes: Uint8Array): Y.RelativePosition | null {
  try {
    // A copy: lib0 reads a name past the end of a view, out of the rest of its buffer.
    const position = Y.decodeRelativePosition(bytes.slice())
    // Bytes behind it would be passed on to everybody.
    if (Y.encodeRelativePosition(position).length < bytes.length) return null
    const { item, type, tname } = position
    return item !== null || type !== null || tname === BODY ? position : null
  } catch {
    return null
  }
}

/**
 * The place that a Yjs relative position names, made by an editor of this document; null where its character is unknown
 * here, was collected, or is shown nowhere any more.
 */
export function resolvePlace(doc: Y.Doc, lines: readonly PlaceLine[], relative: Y.RelativePosition): TextPlace | null {
  if (relative.item === null) return edgeOf(doc, lines, relative)
  const found = followItem(doc, relative.item)
  if (found === null || !(found.item.parent instanceof Y.Text)) return null
  const sticksLeft = relative.assoc < 0
  const { marker, offset } = countBack(found, sticksLeft)
  const line = lines.findIndex((each) => each.text === found.item.parent && each.marker === marker)
  const words = lines[line]?.words
  return words === undefined ? null : { line, offset: Math.min(offset, words.length) }
}

export interface FoundItem {
  item: Y.Item
  /** Of the named unit inside the item. */
  offset: number
}

/** The item that holds an id, followed to what an undo put in its place; null when unknown or collected. */
export function followItem(doc: Y.Doc, id: Y.ID): FoundItem | null {
  let { client, clock } = id
  for (;;) {
    if (Y.getState(doc.store, client) <= clock) return null
    const item: unknown = Y.getItem(doc.store, Y.createID(client, clock))
    if (!(item instanceof Y.Item)) return null
    const offset = clock - item.id.clock
    if (item.redone === null) return { item, offset }
    client = item.redone.client
    clock = item.redone.clock + offset
  }
}

/** What an item adds to the offset of what follows it in its line. */
export function visibleLength(item: Y.Item): number {
  return isHidden(item) ? 0 : item.length
}

function countBack({ item, offset }: FoundItem, sticksLeft: boolean): { marker: Y.Item | null; offset: number } {
  const isLiveMarker = !item.deleted && isMarker(item)
  let left: Y.Item | null = isLiveMarker && !sticksLeft ? item.left : item
  let count = isLiveMarker || visibleLength(item) === 0 ? 0 : offset + (sticksLeft ? 1 : 0)
  if (left !== item) count += left === null ? 0 : lengthInLine(left)
  while (left !== null && (left.deleted || !isMarker(left))) {
    left = left.left
    if (left !== null) count += lengthInLine(left)
  }
  return { marker: left, offset: count }
}

function lengthInLine(item: Y.Item): number {
  return !item.deleted && isMarker(item) ? 0 : visibleLength(item)
}

/** A position at the start or the end of a whole text. */
function edgeOf(doc: Y.Doc, lines: readonly PlaceLine[], relative: Y.RelativePosition): TextPlace | null {
  const isStart = relative.assoc < 0
  const text = relative.type === null ? null : followItem(doc, relative.type)?.item.content
  const cell = text instanceof Y.ContentType ? text.type : null
  const isHere = (line: PlaceLine) => (relative.type === null ? true : line.text === cell)
  const line = isStart ? lines.findIndex(isHere) : lines.findLastIndex(isHere)
  const words = lines[line]?.words
  return words === undefined ? null : { line, offset: isStart ? 0 : words.length }
}

function wordsOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text ?? '\n').join('')
}
