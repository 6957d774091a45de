/** How much lies over one place of a text. */
import type * as Y from 'yjs'
import type { Formats } from './content.ts'
import { formatsAtStart } from './cursor.ts'
import { type FormatMap, NO_FORMATS } from './formats.ts'
import type { Passage } from './passages.ts'
import { type PlaceLine, readPlaceLines } from './places.ts'
import { parseLayeredFormat } from './shape.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker } from './yjs.ts'

export interface Layers {
  proposals: number
  remarks: number
}

/** How many proposals and remarks these formats are of. */
export function layersIn(formats: FormatMap): Layers {
  const proposals = new Set<string>()
  let remarks = 0
  for (const key of Object.keys(formats)) {
    const layer = parseLayeredFormat(key)
    if (layer?.name === 'comment') remarks += 1
    else if (layer !== null) proposals.add(layer.id)
  }
  return { proposals: proposals.size, remarks }
}

/** How many proposals a piece of content is part of. */
export function proposalsOver({ ins = [], del = [], set = [] }: Formats): number {
  return new Set([...ins, ...del, ...set.map(({ id }) => id)]).size
}

/** Characters of one item, or a line break, and what is in force there. */
export interface LaidItem {
  item: Y.Item
  formats: FormatMap
}

/** What is shown from a marker, or from the start of a text, to another marker, or to the end; markers are left out. */
export function* readLaid(text: Y.Text, anchor: Y.Item | null, end: Y.Item | null): Generator<LaidItem> {
  let formats = anchor === null ? NO_FORMATS : formatsAtStart(anchor)
  for (let item = anchor === null ? firstItem(text) : anchor.right; item !== null && item !== end; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) formats = flowsOn(item) ? formats : NO_FORMATS
    else if (isHidden(item)) formats = formatsAfter(formats, item)
    else yield { item, formats }
  }
}

/** Works out anew only where formats begin or end. */
export function perFormats<T>(read: (formats: FormatMap) => T): (formats: FormatMap) => T {
  let last: { formats: FormatMap; found: T } | undefined
  return (formats) => {
    if (last?.formats !== formats) last = { formats, found: read(formats) }
    return last.found
  }
}

/** The most remarks that lie over a word of this passage, but for the one under `key`. */
export function remarksOver(text: Y.Text, { from, to }: Passage, key: string): number {
  const lines = readPlaceLines(text).slice(from.line, to.line + 1)
  return lines.reduce((most, line, at) => {
    const start = at === 0 ? from.offset : 0
    const end = at === lines.length - 1 ? to.offset : line.words.length
    return Math.max(most, remarksOverLine(line, start, end, key))
  }, 0)
}

function remarksOverLine({ text, marker, words }: PlaceLine, start: number, end: number, key: string): number {
  const count = perFormats((formats) => layersIn(formats).remarks - (Object.hasOwn(formats, key) ? 1 : 0))
  let most = 0
  let at = 0
  for (const { item, formats } of readLaid(text, marker, null)) {
    if (at >= Math.min(end, words.length)) break
    at += item.length
    if (at > start) most = Math.max(most, count(formats))
  }
  return most
}
