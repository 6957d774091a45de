import * as Y from 'yjs'
import { isTableMarker } from '../yjs.ts'
import { Aligner, type AlignmentRules, type Span } from './alignment.ts'
import type { Arrival, Piece } from './arrivals.ts'
import type { Attribution } from './facts.ts'
import type { Hints } from './matches.ts'
import type { IdRange } from './ranges.ts'
import { cellKey, joinRuns, type Removed, type Section } from './removed.ts'
import { MARKER_SIGN, type RemovedTexts } from './removed-texts.ts'
import type { RowEffects } from './row-effects.ts'

/**
 * Which of the words that a row brings were in the text before, so that they stay those of who wrote them. Worked out
 * from the log alone: a client says nothing about it, and whatever it sends it can only bring back, under their author's
 * name, words that this author wrote and that are deleted.
 */
export interface Recreation {
  doc: Y.Doc
  attribution: Attribution
  texts: RemovedTexts
}

/** What people move: in one piece, or enough of it that nobody writes the same by chance. */
export const MOVED: AlignmentRules = { whole: 4, part: 16 }
/** What the server writes of an older text. */
export const RESTORED: AlignmentRules = { whole: 1, part: 4 }

/** How often a text may have been brought back and deleted again, where its own words are not known. */
const MAX_SOURCES = 6
/** How often a block may have been moved lately. */
const MAX_ANCHORS = 8

/** What was removed, and from when on words count as moved. */
export interface Origins {
  removed: Removed
  rules: AlignmentRules
}

interface Copy {
  target: IdRange
  source: IdRange
}

/**
 * Gives what a row brings back to its authors. `findOrigins` is asked only where something may have been moved.
 */
export function recreate(
  recreation: Recreation,
  arrivals: readonly Arrival[],
  findOrigins: () => Origins | null,
): void {
  const { attribution } = recreation
  const copies: Copy[] = []
  const rest: Arrival[] = []
  for (const arrival of arrivals) {
    const source = sourceOf(recreation, arrival)
    if (source?.length === arrival.length) copies.push({ target: arrival, source })
    else rest.push(arrival)
  }
  const origins = rest.length === 0 ? null : findOrigins()
  if (origins !== null) for (const copy of findMoved(recreation, rest, origins)) copies.push(copy)
  for (const arrival of rest) {
    const copy = endBroughtBack(recreation, arrival)
    if (copy !== null && !copies.some(({ target }) => overlap(target, copy.target))) copies.push(copy)
  }
  // Some of it may be brought back again from what the same row brought before.
  copies.sort((a, b) => a.target.clock - b.target.clock)
  for (const { target, source } of copies) copyWriters(attribution, target, source)
}

/** What was brought back right behind words that were typed is merged with them. */
function endBroughtBack(recreation: Recreation, arrival: Arrival): Copy | null {
  const source = sourceOf(recreation, arrival)
  if (source === null) return null
  const clock = arrival.clock + arrival.length - source.length
  return { target: { client: arrival.client, clock, length: source.length }, source }
}

function overlap(a: IdRange, b: IdRange): boolean {
  return a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length
}

function findMoved(recreation: Recreation, arrivals: readonly Arrival[], { removed, rules }: Origins): Copy[] {
  const byText = [...toPieces(recreation.doc, arrivals)]
  const aligner = new Aligner(
    removed,
    rules,
    byText.map(([, { words }]) => words),
  )
  const pieces = byText.map(([text, piece]) => {
    const hints = hintsOf(recreation, piece, text, removed)
    return { piece, hints, spans: aligner.align(piece, hints) }
  })
  const goes = new Set(pieces.flatMap(({ piece, spans }) => spans.map(({ at }) => partAt(piece, at)?.go)))
  return pieces.flatMap(({ piece, hints, spans }) => {
    const moved = startsOf(piece).filter((_, index) => goes.has(piece.parts[index]?.go))
    const isAll = moved.length === 0 || spans.reduce((sum, { length }) => sum + length, 0) === piece.words.length
    const found = isAll ? spans : aligner.align(piece, { ...hints, moved })
    return found.flatMap((span) => toCopies(piece, span))
  })
}

function startsOf({ parts }: Piece): number[] {
  let start = 0
  return parts.map(({ length }) => (start += length) - length)
}

function partAt(piece: Piece, at: number): Arrival | undefined {
  return piece.parts[startsOf(piece).findLastIndex((start) => start <= at)]
}

/** What was put in by the text that it stands in: a table comes with its cells, and was hidden, not deleted, before. */
function toPieces(doc: Y.Doc, arrivals: readonly Arrival[]): Map<Y.Text, Piece> {
  const pieces = new Map<Y.Text, Arrival[]>()
  for (const arrival of arrivals) {
    const item: unknown = Y.getItem(doc.store, Y.createID(arrival.client, arrival.clock))
    if (!(item instanceof Y.Item) || !(item.parent instanceof Y.Text) || isTableMarker(item)) continue
    const parts = pieces.get(item.parent)
    if (parts === undefined) pieces.set(item.parent, [arrival])
    else parts.push(arrival)
  }
  return new Map([...pieces].map(([text, parts]) => [text, { parts, words: parts.map(({ words }) => words).join('') }]))
}

/** Is all that a row does, to bring one piece and to take as many words away? */
export function isMoveAlone(arrivals: readonly Arrival[], { removed }: RowEffects): boolean {
  if (removed.length === 0 || arrivals.slice(1).some(({ follows }) => follows !== 'on')) return false
  return sizeOf(removed) === sizeOf(arrivals)
}

function sizeOf(items: readonly { words: string | null; length: number }[]): number {
  return items.reduce((sum, { words, length }) => (words === null || words === MARKER_SIGN ? sum : sum + length), 0)
}

/** Where the words of a row are the very words that it removed, they are moved, however few. False where they are not. */
export function bringOver({ attribution }: Recreation, parts: readonly Arrival[], removed: Removed): boolean {
  const words = parts.filter((part) => part.words !== MARKER_SIGN)
  const runs = removed.runs.filter(({ start }) => removed.words[start] !== MARKER_SIGN)
  for (const [shown, from] of [[parts, removed.runs] as const, [words, runs] as const]) {
    const piece = { parts: shown, words: shown.map((part) => part.words).join('') }
    if (piece.words === '' || piece.words !== joinRuns(removed, from) || from.some(({ isNew }) => isNew)) continue
    let at = 0
    for (const run of from) {
      const copies = toCopies(piece, { at, length: run.length, run, offset: 0 })
      for (const { target, source } of copies) copyWriters(attribution, target, source)
      at += run.length
    }
    return true
  }
  return false
}

/** May any of this be moved, by its length or because a block has its id from elsewhere? */
export function mayBeMoved(arrivals: readonly Arrival[]): boolean {
  let length = 0
  return arrivals.some((arrival) => {
    length = arrival.follows === 'on' ? length + arrival.length : arrival.length
    return arrival.blockId !== null || length >= MOVED.whole
  })
}

/**
 * The ids right of which undo would have put an arrival, as far as they are deleted.
 * @param ds what the row deletes that brings it, where it is not applied yet
 */
export function* possibleSources(
  { doc, attribution }: Recreation,
  { rightOrigin, length }: Arrival,
  ds: ReturnType<typeof Y.createDeleteSet> | null = null,
): Generator<IdRange> {
  let id = rightOrigin
  for (let count = 0; id !== null && count < MAX_SOURCES; count++) {
    const isDeleted = attribution.deletedAt(id.client, id.clock) !== null
    if (!isDeleted && !(ds !== null && Y.isDeleted(ds, id))) return
    yield { ...id, length: isDeleted && ds === null ? deletedLength(attribution, id, length) : length }
    const isThere = id.clock < Y.getState(doc.store, id.client)
    const source: unknown = isThere ? Y.getItem(doc.store, id) : null
    id = source instanceof Y.Item ? source.rightOrigin : null
  }
}

function deletedLength({ deleted }: Attribution, id: Y.ID, most: number): number {
  let length = 0
  for (const part of deleted.within({ ...id, length: most })) {
    if (part.value === undefined) break
    length += part.length
  }
  return length
}

/** The deleted words that an arrival brings back: all of it, or its end, where it was merged with words before it. */
function sourceOf(recreation: Recreation, arrival: Arrival): IdRange | null {
  const { texts } = recreation
  // What undo brings back stands before what it copies, and whoever types on there, types behind that.
  if (arrival.isTyped) return null
  for (const range of possibleSources(recreation, arrival)) {
    const { client, clock } = range
    if (arrival.words === MARKER_SIGN) {
      const [marker] = texts.within({ client, clock, length: 1 })
      if (marker !== undefined) return marker.blockId !== null && marker.blockId === arrival.blockId ? marker : null
      continue
    }
    const { text, ends } = texts.from(client, clock, range.length)
    if (text === '') continue
    if (text === arrival.words) return range
    const length = ends.findLast((end) => arrival.words.endsWith(text.slice(0, end)))
    return length === undefined ? null : { client, clock, length }
  }
  return null
}

/** A moved block keeps its id, a moved cell its row and its column. */
function hintsOf({ attribution }: Recreation, piece: Piece, text: Y.Text, removed: Removed): Hints {
  const anchors: { at: number; place: number }[] = []
  let at = 0
  for (const { blockId, length } of piece.parts) {
    const places = blockId === null ? [] : (removed.blocks.get(blockId) ?? [])
    for (const place of places.slice(-MAX_ANCHORS)) anchors.push({ at, place })
    at += length
  }
  const cell = text._item?.id
  if (cell === undefined) return { anchors, sections: [], moved: [] }
  const isNew = attribution.typedAt(cell.client, cell.clock) === attribution.seq
  return { anchors, sections: sectionsOf(piece, cellKey(text), isNew, removed), moved: [] }
}

/** A cell that comes with its words may be one of another table with all its words, however few. */
function sectionsOf({ parts }: Piece, key: string | null, isNew: boolean, removed: Removed): Section[] {
  const next = parts.findIndex(({ follows }, index) => index > 0 && follows !== 'on')
  const atOnce = parts.slice(0, next < 0 ? parts.length : next)
  const words = atOnce.map((part) => part.words).join('')
  return [...removed.cells].flatMap(([known, sections]) =>
    sections.filter((section) => known === key || (isNew && isMadeOf(words, section, removed))),
  )
}

/** Is this all that was removed in a section, but for what others did there at the same time? */
function isMadeOf(words: string, { from, to }: Section, { runs, words: all }: Removed): boolean {
  let at = 0
  for (const { start, length } of runs) {
    if (start < from || start + length > to) continue
    const run = all.slice(start, start + length)
    const rest = words.slice(at)
    if (rest !== '' && (run.startsWith(rest) || run.endsWith(rest))) return true
    if (rest.startsWith(run)) at += length
  }
  return at === words.length
}

function toCopies({ parts }: Piece, { at, length, run, offset }: Span): Copy[] {
  const copies: Copy[] = []
  let start = 0
  for (const part of parts) {
    const from = Math.max(start, at)
    const to = Math.min(start + part.length, at + length)
    if (from < to) {
      const source = { client: run.client, clock: run.clock + offset + from - at, length: to - from }
      copies.push({ target: { ...part, clock: part.clock + from - start, length: to - from }, source })
    }
    start += part.length
  }
  return copies
}

function copyWriters(attribution: Attribution, { client, clock }: IdRange, source: IdRange): void {
  const typedAt = attribution.typedAt(client, clock)
  for (const { clock: at, length, seq } of [...attribution.writers(source)]) {
    if (seq !== typedAt) attribution.written.add({ client, clock: clock + at - source.clock, length }, seq)
  }
}
