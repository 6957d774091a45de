// The signs around a place of a text and the marks of proposals they stand under: as much as words may reach that go across
// the place in some reading.

import * as Y from 'yjs'
import {
  flowsOn,
  isHidden,
  isId,
  isMarker,
  isTableMarker,
  markerMap,
  parseLayeredFormat,
} from '../../document/index.ts'
import { fold } from './folded.ts'
import type { Mark, Piece } from './readings.ts'

/** A piece and the item whose signs it is. */
export interface PlacedPiece extends Piece {
  item: Y.Item
}

interface Under {
  item: Y.Item
  marks: readonly Mark[]
}

const NO_MARKS: readonly Mark[] = []

/** Does this item open or close the mark of a proposal? */
export function markOf({ content }: Y.Item): Mark | null {
  const layer = content instanceof Y.ContentFormat ? parseLayeredFormat(content.key) : null
  return layer?.name === 'ins' || layer?.name === 'del' ? { name: layer.name, id: layer.id } : null
}

/**
 * Pieces around an item, itself included.
 * @param length of the words that are looked for
 * @param hasMarks whether the text ever had any; without them nothing needs to be read from where its formats begin
 */
export function piecesAround(item: Y.Item, length: number, hasMarks: boolean): PlacedPiece[] {
  const before = withMarks(startBefore(item, length, hasMarks), item)
  const from = lastNeeded(before.shown, length)
  const near = [...before.shown.slice(from), ...after(item, before.marks, length)]
  return near.map(({ item: own, marks }) => ({ item: own, marks, words: wordsOf(own) }))
}

interface Folded {
  signs: string
  words: string
  /** How many signs are no spaces. */
  weight: number
}

/** Gone through again for every row nearby. */
const folded = new WeakMap<Y.ContentString, Folded>()

function foldedOf(content: Y.ContentString): Folded {
  const known = folded.get(content)
  // It grows while somebody types on.
  if (known?.signs === content.str) return known
  const words = fold(content.str)
  const made = { signs: content.str, words, weight: words.replaceAll(' ', '').length }
  folded.set(content, made)
  return made
}

/** The signs of an item as they stand in its text; null for what no words go across. The only embed is a line break. */
export function signsOf({ content }: Y.Item): string | null {
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentEmbed ? '\n' : null
}

function wordsOf({ content }: Y.Item): string | null {
  if (content instanceof Y.ContentString) return foldedOf(content).words
  return content instanceof Y.ContentEmbed ? ' ' : null
}

/** How much it takes of the way that words may reach: signs nobody sees and spaces, of which a run is one, may be many. */
function weightOf({ content }: Y.Item): number {
  return content instanceof Y.ContentString ? foldedOf(content).weight : 0
}

/** Where formats begin that are in force at the item. */
function startBefore(item: Y.Item, length: number, hasMarks: boolean): Y.Item {
  let start = item
  let room = length
  for (let left = item.left; left !== null; left = left.left) {
    if (hasMarks ? isFence(left) : room <= 0 || isBorder(left)) break
    start = left
    if (!isHidden(left)) room -= weightOf(left)
  }
  return start
}

/** What no proposal takes away, and no words go across. */
function isBorder(item: Y.Item): boolean {
  return !isHidden(item) && signsOf(item) === null && proposedOn(item).length === 0
}

/** A border behind which no format goes on. */
function isFence(item: Y.Item): boolean {
  return !isHidden(item) && isMarker(item) && isBorder(item) && !runsOn(item)
}

function runsOn(marker: Y.Item): boolean {
  return !isTableMarker(marker) && flowsOn(marker)
}

/** Proposals to begin a unit there, or to join it to the one before. */
function proposedOn(item: Y.Item): readonly Mark[] {
  if (!isMarker(item) || isTableMarker(item)) return NO_MARKS
  const map = markerMap(item)
  return (['ins', 'del'] as const).flatMap((name): Mark[] => {
    const id = map.get(name)
    return isId(id) ? [{ name, id }] : []
  })
}

/** What is shown from `start` on and before `end`, and the marks in force there. */
function withMarks(start: Y.Item, end: Y.Item): { shown: Under[]; marks: readonly Mark[] } {
  const shown: Under[] = []
  let marks = NO_MARKS
  for (let item: Y.Item | null = start; item !== null && item !== end; item = item.right) {
    if (!isHidden(item)) shown.push(under(item, marks))
    marks = marksAfter(marks, item)
  }
  return { shown, marks }
}

function under(item: Y.Item, marks: readonly Mark[]): Under {
  return { item, marks: isMarker(item) ? proposedOn(item) : marks }
}

function marksAfter(marks: readonly Mark[], item: Y.Item): readonly Mark[] {
  if (item.deleted) return marks
  if (!isHidden(item) && isMarker(item)) return runsOn(item) ? marks : NO_MARKS
  const mark = markOf(item)
  if (mark === null || !(item.content instanceof Y.ContentFormat)) return marks
  const others = marks.filter(({ name, id }) => name !== mark.name || id !== mark.id)
  return item.content.value === null ? others : [...others, mark]
}

/** The first from which words may reach the end. */
function lastNeeded(shown: readonly Under[], length: number): number {
  let room = length
  for (let index = shown.length - 1; index >= 0; index -= 1) {
    const { item, marks } = shown[index] as Under
    if (room <= 0 || (marks.length === 0 && signsOf(item) === null)) return index + 1
    if (marks.length === 0) room -= weightOf(item)
  }
  return 0
}

/** The item and what comes after it. Where it opens or closes a mark, all that stands under it otherwise now. */
function after(item: Y.Item, before: readonly Mark[], length: number): Under[] {
  const shown: Under[] = []
  let [marks, room] = [before, length]
  let open = markOf(item)
  for (let next: Y.Item | null = item; next !== null; next = next.right) {
    const own = isHidden(next) ? null : under(next, marks)
    if (own !== null && next !== item) {
      if (isFence(next) || (open === null && isBorder(next) && own.marks.length === 0)) break
      if (open === null && own.marks.length === 0) room -= weightOf(next)
    }
    if (own !== null) shown.push(own)
    if (room <= 0) break
    marks = marksAfter(marks, next)
    if (next !== item && !next.deleted && isSame(open, markOf(next))) open = null
  }
  return shown
}

function isSame(one: Mark | null, other: Mark | null): boolean {
  return one !== null && other !== null && one.name === other.name && one.id === other.id
}
