// What stands in a text, item by item: its signs, and the marks of proposals that it is under or begins.

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
import { type Mark, UNCLEAR } from './readings.ts'

export type Marks = readonly Mark[]

export const NO_MARKS: Marks = []

/** Under more at once than this, signs are under `MANY`. */
const MAX_MARKS = 100
const MANY: Marks = [{ name: 'ins', id: UNCLEAR }]

/** Does this item open or close the mark of a proposal? */
export function markOf({ content }: Y.Item): Mark | null {
  const layer = content instanceof Y.ContentFormat ? parseLayeredFormat(content.key) : null
  return layer?.name === 'ins' || layer?.name === 'del' ? { name: layer.name, id: layer.id } : null
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

export function wordsOf({ content }: Y.Item): string | null {
  if (content instanceof Y.ContentString) return foldedOf(content).words
  return content instanceof Y.ContentEmbed ? ' ' : null
}

/** How much it takes of the way that words may reach: signs nobody sees and spaces, of which a run is one, may be many. */
export function weightOf({ content }: Y.Item): number {
  return content instanceof Y.ContentString ? foldedOf(content).weight : 0
}

/** What no proposal takes away, and no words go across. */
export function isBorder(item: Y.Item): boolean {
  return !isHidden(item) && signsOf(item) === null && proposedOn(item).length === 0
}

/** A border behind which no format goes on. */
export function isFence(item: Y.Item): boolean {
  return !isHidden(item) && isMarker(item) && isBorder(item) && !runsOn(item)
}

function runsOn(marker: Y.Item): boolean {
  return !isTableMarker(marker) && flowsOn(marker)
}

/** Proposals to begin a unit there, or to join it to the one before. */
function proposedOn(item: Y.Item): Marks {
  if (!isMarker(item) || isTableMarker(item)) return NO_MARKS
  const map = markerMap(item)
  return (['ins', 'del'] as const).flatMap((name): Mark[] => {
    const id = map.get(name)
    return isId(id) ? [{ name, id }] : []
  })
}

/** Those that an item is under which is shown. */
export function marksOn(item: Y.Item, inForce: Marks): Marks {
  return isMarker(item) ? proposedOn(item) : inForce
}

export function marksAfter(marks: Marks, item: Y.Item): Marks {
  if (item.deleted) return marks
  if (!isHidden(item) && isMarker(item)) return runsOn(item) ? marks : NO_MARKS
  const mark = markOf(item)
  if (mark === null || marks === MANY || !(item.content instanceof Y.ContentFormat)) return marks
  const others = marks.filter(({ name, id }) => name !== mark.name || id !== mark.id)
  if (item.content.value === null) return others
  return others.length < MAX_MARKS ? [...others, mark] : MANY
}
