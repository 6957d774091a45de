import { type Formats, MAX_LEVEL } from '@app/server/document'
import { BlockBuilder } from './block-builder.ts'
import { headingLevel, lendsSection, ownKind, shapeOf } from './block-shape.ts'
import { captionOf, isLayoutTable, tableRows } from './from-table.ts'
import { BLOCKS, EMBEDDED, IMAGES, SILENT } from './html-names.ts'
import { type Declarations, declarationsOf, formatsIn, isHidden } from './inline-style.ts'
import { recogniseUnits } from './legal-units.ts'
import { ListCounter } from './list-counter.ts'
import { type Dropped, nothingDropped, type Pasted, type PastedNode } from './pasted.ts'
import type { PastePlace } from './place.ts'
import { type Raise, raisedText, raiseOf } from './raised.ts'
import { type WhiteSpaceAround, whiteSpaceOf } from './white-space.ts'
import { countWordComments, isSpaceRun, isTrackedDeletion, isWordAside } from './word-asides.ts'
import { isIgnoredMarker, wordListItem } from './word-list.ts'

/** Deeper than any honest page; below it only the words are taken. */
const MAX_DEPTH = 300

interface ListAround {
  kind: 'bullet' | 'number'
  level: number
  counter: ListCounter | null
}

/** The list item being read: its paragraphs become lines, text after a sublist a block of its own. */
interface OpenItem {
  interrupted: boolean
}

interface Around {
  formats: Formats
  raise: Raise
  list: ListAround | null
  item: OpenItem | null
  quote: boolean
  whiteSpace: WhiteSpaceAround
  depth: number
}

const OUTSIDE: Around = {
  formats: {},
  raise: null,
  list: null,
  item: null,
  quote: false,
  whiteSpace: { kind: 'collapsed', isNamed: true },
  depth: 0,
}

/** Foreign HTML as our blocks. The document it is parsed into is inert: nothing runs, nothing is fetched. */
export function readHtml(html: string, place?: PastePlace): Pasted {
  const body = new DOMParser().parseFromString(withoutHandlers(html), 'text/html').body
  const dropped = { ...nothingDropped(), comments: countWordComments(body) }
  return recogniseUnits({ nodes: readBlocks(body, OUTSIDE, new HtmlReader(dropped, false)), dropped }, place)
}

/** Handlers would not run there, but the browser would report each of them as an attack on the page. */
function withoutHandlers(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s/"'])on[a-z]+\s*=/gi, '$1data-dropped='))
}

function readBlocks(root: Element, around: Around, reader: HtmlReader): PastedNode[] {
  reader.children(root, around)
  reader.builder.flush()
  return reader.builder.nodes
}

class HtmlReader {
  readonly builder: BlockBuilder
  readonly #dropped: Dropped

  constructor(dropped: Dropped, isCell: boolean) {
    this.builder = new BlockBuilder(isCell)
    this.#dropped = dropped
  }

  children(parent: Element, around: Around): void {
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) this.#text(child.nodeValue ?? '', around)
      else if (child.nodeType === 1) this.#element(child as Element, around)
    }
  }

  #text(text: string, { formats, raise, whiteSpace }: Around): void {
    const raised = raise === null ? text : raisedText(text, raise)
    if (raised === null) this.#dropped.raised += 1
    this.builder.text(raised ?? text, formats, whiteSpace.kind)
  }

  #element(element: Element, around: Around): void {
    const name = element.localName
    const style = declarationsOf(element)
    if (SILENT.has(name) || isHidden(element, style) || isIgnoredMarker(style)) return
    if (isWordAside(element, style)) return
    if (element.hasAttribute('data-label')) return
    if (this.#isDropped(element, name)) return
    if (around.depth > MAX_DEPTH || isSpaceRun(element, style)) {
      const text = element.textContent ?? ''
      this.builder.text(isSpaceRun(element, style) ? text.replaceAll('\u00a0', ' ') : text, around.formats)
      return
    }
    const formats = formatsIn(element, style, around.formats, this.#dropped)
    const raise = raiseOf(element, style, around.raise)
    const whiteSpace = whiteSpaceOf(element, style, around.whiteSpace)
    this.#layOut(element, style, { ...around, formats, raise, whiteSpace, depth: around.depth + 1 })
  }

  #isDropped(element: Element, name: string): boolean {
    if (IMAGES.has(name)) this.#dropped.images += 1
    else if (EMBEDDED.has(name)) this.#dropped.embedded += 1
    else if (isTrackedDeletion(element)) this.#dropped.trackedDeletions += element.textContent?.trim() ? 1 : 0
    else return false
    return true
  }

  #layOut(element: Element, style: Declarations, around: Around): void {
    const name = element.localName
    if (name === 'br') this.builder.lineBreak()
    else if (name === 'ul' || name === 'ol') this.#list(element, style, around)
    else if (name === 'li') this.#item(element, style, around)
    else if (name === 'table') this.#table(element, around)
    else if (name === 'blockquote') this.#block(element, style, { ...around, quote: true })
    else if (BLOCKS.has(name) || /^h[1-6]$/.test(name)) this.#block(element, style, around)
    else this.children(element, around)
  }

  #list(element: Element, style: Declarations, around: Around): void {
    const counter = element.localName === 'ol' ? new ListCounter(element, style) : null
    const level = around.list ? Math.min(around.list.level + 1, MAX_LEVEL) : 0
    this.children(element, { ...around, item: null, list: { kind: counter ? 'number' : 'bullet', level, counter } })
    this.builder.start('paragraph')
    if (around.item) around.item.interrupted = true
  }

  #item(element: Element, style: Declarations, around: Around): void {
    const list = around.list ?? { kind: 'bullet' as const, level: 0, counter: null }
    const marker = wordListItem(element, style)?.marker
    const counter = list.counter?.next(element)
    const marks = marker ? { marker } : counter === undefined ? {} : { counter }
    this.builder.start(ownKind(element) ?? list.kind, list.level, marks)
    this.children(element, { ...around, list, item: { interrupted: false } })
    this.builder.start('paragraph')
  }

  #table(element: Element, around: Around): void {
    if (isLayoutTable(element)) this.#block(element, declarationsOf(element), around)
    else {
      const caption = captionOf(element)
      if (caption) this.#element(caption, around)
      this.builder.table(tableRows(element, (cell) => this.#cell(cell, around), this.#dropped))
    }
    if (around.item) around.item.interrupted = true
  }

  #cell(cell: Element, { whiteSpace }: Around): PastedNode[] {
    const own = whiteSpaceOf(cell, declarationsOf(cell), whiteSpace)
    return readBlocks(cell, { ...OUTSIDE, whiteSpace: own }, new HtmlReader(this.#dropped, true))
  }

  #block(element: Element, style: Declarations, around: Around): void {
    if (around.item && !around.item.interrupted) {
      this.#inItem(element, style, around, around.item)
      return
    }
    if (lendsSection(element)) this.builder.start('section', 0, { isOwn: true })
    const { kind, level, ...marks } = shapeOf(element, style, around.quote)
    this.builder.start(kind, level, marks)
    this.children(element, around)
    this.builder.start(around.quote ? 'quote' : 'paragraph')
  }

  /** A numbered heading is a list item to LibreOffice. */
  #inItem(element: Element, style: Declarations, around: Around, item: OpenItem): void {
    const heading = headingLevel(element, style)
    if (heading > 0) this.builder.startHeading(heading)
    else if (!this.builder.isEmpty) this.builder.lineBreak()
    this.children(element, around)
    if (heading === 0) return
    this.builder.start('paragraph')
    item.interrupted = true
  }
}
