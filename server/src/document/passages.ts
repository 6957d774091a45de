import type * as Y from 'yjs'
import { TextCursor, type WriteContext } from './cursor.ts'
import type { FormatValue } from './formats.ts'
import { type PlaceLine, readPlaceLines, readPosition, resolvePlace, type TextPlace } from './places.ts'
import { isFormatAllowed } from './shape.ts'

/** What somebody selected: from one place to a later one. */
export interface Passage {
  from: TextPlace
  to: TextPlace
}

/** How much of the text around a passage is kept, to find it again when its words were changed. */
const CONTEXT_LENGTH = 32
export const MAX_QUOTE_LENGTH = 1_000

/**
 * The passage between two relative positions, in either order.
 * @returns null where one of them leads nowhere, or nothing lies between them
 */
export function findPassage(text: Y.Text, anchor: Uint8Array, head: Uint8Array): Passage | null {
  const { doc } = text
  if (doc === null) return null
  const lines = readPlaceLines(text)
  const [a, b] = [anchor, head].map((bytes) => {
    const position = readPosition(bytes)
    return position && resolvePlace(doc, lines, position)
  })
  if (!a || !b) return null
  const isForward = a.line < b.line || (a.line === b.line && a.offset <= b.offset)
  const passage = isForward ? { from: a, to: b } : { from: b, to: a }
  return quoteOf(lines, passage).trim() === '' ? null : passage
}

/** All of one block or table; null when there is no such block. A block without words gives an empty passage. */
export function passageOfBlock(text: Y.Text, blockId: string): Passage | null {
  const lines = readPlaceLines(text)
  const first = lines.findIndex((line) => line.blockId === blockId)
  const last = lines.findLastIndex((line) => line.blockId === blockId)
  if (first < 0) return null
  return { from: { line: first, offset: 0 }, to: { line: last, offset: lines[last]?.words.length ?? 0 } }
}

export interface DescribedPassage {
  /** The block where it begins. */
  blockId: string
  /** The words, one line a block; at most `MAX_QUOTE_LENGTH` characters. */
  quote: string
  before: string
  after: string
}

export function describePassage(text: Y.Text, passage: Passage): DescribedPassage {
  const lines = readPlaceLines(text)
  const { from, to } = passage
  return {
    blockId: lines[from.line]?.blockId ?? '',
    quote: quoteOf(lines, passage).slice(0, MAX_QUOTE_LENGTH),
    before: (lines[from.line]?.words ?? '').slice(Math.max(0, from.offset - CONTEXT_LENGTH), from.offset),
    after: (lines[to.line]?.words ?? '').slice(to.offset, to.offset + CONTEXT_LENGTH),
  }
}

/**
 * Lays one format over a passage, block by block and cell by cell, or takes it off (null). To be called inside a
 * transaction of the text's document. Writes nothing but format items.
 */
export function overlayPassage(text: Y.Text, passage: Passage, key: string, value: FormatValue | null): void {
  const lines = readPlaceLines(text)
  text.doc?.transact((transaction) => {
    const context: WriteContext = {
      transaction,
      knowsFormat: (name) => isFormatAllowed(name, null),
      closers: new WeakSet(),
    }
    for (const [index, line] of lines.entries()) overlayLine(line, stretchOf(passage, index, line), key, value, context)
  })
}

/** Takes a format off wherever it is in force. */
export function removeFormat(text: Y.Text, key: string): void {
  const lines = readPlaceLines(text)
  const last = lines.length - 1
  if (last < 0) return
  const all = { from: { line: 0, offset: 0 }, to: { line: last, offset: lines[last]?.words.length ?? 0 } }
  overlayPassage(text, all, key, null)
}

type Stretch = { start: number; end: number }

function overlayLine(
  line: PlaceLine,
  { start, end }: Stretch,
  key: string,
  value: FormatValue | null,
  context: WriteContext,
) {
  if (end <= start) return
  const cursor = new TextCursor(line.text, line.marker, context)
  cursor.advance(start)
  cursor.overlay(end - start, key, value)
  cursor.finish()
}

function stretchOf({ from, to }: Passage, index: number, { words }: PlaceLine): Stretch {
  if (index < from.line || index > to.line) return { start: 0, end: 0 }
  return { start: index === from.line ? from.offset : 0, end: index === to.line ? to.offset : words.length }
}

/** Lines of which no word is in it say nothing: the text marks none of them either (`findAnchors`). */
function quoteOf(lines: readonly PlaceLine[], { from, to }: Passage): string {
  return lines
    .slice(from.line, to.line + 1)
    .map((line, at) => {
      const { start, end } = stretchOf({ from, to }, from.line + at, line)
      return line.words.slice(start, end)
    })
    .filter((words) => words !== '')
    .join('\n')
}
