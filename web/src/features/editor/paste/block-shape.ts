import { BLOCK_KINDS, type BlockKind, MAX_LEVEL } from '@app/server/document'
import type { Declarations } from './inline-style.ts'
import { wordListItem } from './word-list.ts'

const LAST_HEADING_LEVEL = 6

export interface Shape {
  kind: BlockKind
  level: number
  marker?: string
  /** Our own pages said so. */
  isOwn?: boolean
}

/** What an element is as a block, by its name, Word's styles or our own attributes. */
export function shapeOf(element: Element, style: Declarations, quote: boolean): Shape {
  const kind = ownKind(element)
  if (kind) return { kind, level: ownLevel(element), isOwn: true }
  const item = wordListItem(element, style)
  const heading = headingLevel(element, style)
  if (heading > 0) return { kind: 'heading', level: heading, ...(item && { marker: item.marker }) }
  if (item) {
    return { kind: item.ordered ? 'number' : 'bullet', level: Math.min(item.level, MAX_LEVEL), marker: item.marker }
  }
  return { kind: quote ? 'quote' : 'paragraph', level: 0 }
}

/** 0 where it is none. */
export function headingLevel(element: Element, style: Declarations): number {
  if (/^h[1-6]$/.test(element.localName)) return Math.min(Number(element.localName[1]), LAST_HEADING_LEVEL)
  if (element.classList.contains('MsoTitle')) return 1
  const outline = Number(style.get('mso-outline-level') ?? '0')
  return outline >= 1 && outline <= LAST_HEADING_LEVEL ? outline : 0
}

/** Our own pages say what a block is. */
export function ownKind(element: Element): BlockKind | null {
  const named = element.getAttribute('data-kind')
  return BLOCK_KINDS.find((kind) => kind === named) ?? null
}

function ownLevel(element: Element): number {
  const level = Number(element.getAttribute('data-level'))
  return Number.isInteger(level) ? Math.min(Math.max(level, 0), MAX_LEVEL) : 0
}

/** An empty § is written with its first ust., as it is printed. */
export function lendsSection(element: Element): boolean {
  const label = Array.from(element.children).find((child) => child.hasAttribute('data-label'))
  return ownKind(element) === 'ust' && (label?.textContent?.startsWith('§') ?? false)
}
