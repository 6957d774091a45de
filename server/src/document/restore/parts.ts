import * as Y from 'yjs'
import type { BlockKind } from '../content.ts'
import { type FormatMap, NO_FORMATS } from '../formats.ts'
import { readSections, type Section } from '../sections.ts'
import { parseLayeredFormat } from '../shape.ts'
import { readTableParts, type TableRecord } from '../table.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker, isShown, isTableMarker, markerMap } from '../yjs.ts'

interface PartOfText {
  item: Y.Item
  /** Units of the text: UTF-16 units, or 1. */
  size: number
  /** Is it in the text without any proposal? */
  isBase: boolean
}

/** Characters, or line breaks as `\n`. */
export interface CharactersPart extends PartOfText {
  type: 'characters'
  text: string
  formats: FormatMap
}

/** Where a block begins, with what it is without any proposal. */
export interface BlockPart extends PartOfText {
  type: 'block'
  blockId: string
  kind: BlockKind
  level: number
}

/** A table; one that is hidden is in no text, but can be shown again. */
export interface TablePart extends PartOfText {
  type: 'table'
  blockId: string
  table: TableRecord
}

export type Part = CharactersPart | BlockPart | TablePart

/** What stands in a text (the body, or a cell), item by item. Pure; costs one walk. */
export function readParts(text: Y.Text): Part[] {
  const sections = new Map(readSections(text).map((section) => [section.marker, section]))
  const parts: Part[] = []
  let formats = NO_FORMATS
  for (let item = firstItem(text); item !== null; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) {
      parts.push(toStart(item, sections.get(item)))
      if (isTableMarker(item) || !flowsOn(item)) formats = NO_FORMATS
    } else if (isHidden(item)) {
      const hidden = hiddenTable(item)
      if (hidden !== null) parts.push(hidden)
      formats = formatsAfter(formats, item)
    } else parts.push(toCharacters(item, formats))
  }
  return parts
}

function toStart(item: Y.Item, section: Section | undefined): BlockPart | TablePart {
  const { id: blockId = '', proposed, kind = 'paragraph', level = 0 } = section ?? {}
  // One without rows or columns reads as a paragraph; its rows may be shown again.
  const table = readTableParts(item)
  if (table !== null) return { type: 'table', item, size: 1, isBase: true, blockId, table }
  const base = proposed?.was ?? { kind, level }
  return {
    type: 'block',
    item,
    size: 1,
    isBase: proposed?.ins === undefined,
    blockId,
    kind: base.kind,
    level: base.level,
  }
}

function hiddenTable(item: Y.Item): TablePart | null {
  if (!(item.content instanceof Y.ContentType) || !isTableMarker(item) || isShown(markerMap(item))) return null
  const table = readTableParts(item)
  return table && { type: 'table', item, size: 1, isBase: false, blockId: '', table }
}

function toCharacters(item: Y.Item, formats: FormatMap): CharactersPart {
  const text = item.content instanceof Y.ContentString ? item.content.str : '\n'.repeat(item.length)
  return { type: 'characters', item, size: item.length, isBase: !isProposed(formats), text, formats }
}

function isProposed(formats: FormatMap): boolean {
  return Object.keys(formats).some((key) => parseLayeredFormat(key)?.name === 'ins')
}
