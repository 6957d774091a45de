import { BLOCK_KINDS, type BlockKind, type Formats, MAX_LEVEL } from '@app/server/document'
import { BlockBuilder } from './block-builder.ts'
import { isLayoutTable, tableRows } from './from-table.ts'
import { type Declarations, declarationsOf, formatsIn, isHidden } from './inline-style.ts'
import { recogniseUnits } from './legal-units.ts'
import { type Dropped, nothingDropped, type Pasted, type PastedNode } from './pasted.ts'
import { isIgnoredMarker, wordListItem } from './word-list.ts'

/** Deeper than any honest page; below it only the words are taken. */
const MAX_DEPTH = 300
const LAST_HEADING_LEVEL = 6

const SILENT = new Set('head style script noscript template title meta link select option textarea input'.split(' '))
const IMAGES = new Set('img picture svg canvas figure-image v:imagedata'.split(' '))
const EMBEDDED = new Set('iframe object embed video audio applet math form-control'.split(' '))
const BLOCKS = new Set(
  'p div section article header footer main aside nav address figure figcaption form fieldset details summary dl dt dd caption hr center body'.split(
    ' ',
  ),
)

interface ListAround {
  kind: 'bullet' | 'number'
  level: number
}

/** The list item being read: its paragraphs become lines, text after a sublist a block of its own. */
interface OpenItem {
  interrupted: boolean
}

interface Around {
  formats: Formats
  list: ListAround | null
  item: OpenItem | null
  quote: boolean
  preserve: boolean
  depth: number
}

const OUTSIDE: Around = { formats: {}, list: null, item: null, quote: false, preserve: false, depth: 0 }

/** Foreign HTML as our blocks. The document it is parsed into is inert: nothing runs, nothing is fetched. */
export function readHtml(html: string): Pasted {
  const dropped = nothingDropped()
  const body = new DOMParser().parseFromString(withoutHandlers(html), 'text/html').body
  return recogniseUnits({ nodes: readBlocks(body, dropped), dropped })
}

/** Handlers would not run there, but the browser would report each of them as an attack on the page. */
function withoutHandlers(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s/"'])on[a-z]+\s*=/gi, '$1data-dropped='))
}

function readBlocks(root: Element, dropped: Dropped): PastedNode[] {
  const reader = new HtmlReader(dropped)
  reader.children(root, OUTSIDE)
  reader.builder.flush()
  return reader.builder.nodes
}

class HtmlReader {
  readonly builder = new BlockBuilder()
  readonly #dropped: Dropped

  constructor(dropped: Dropped) {
    this.#dropped = dropped
  }

  children(parent: Element, around: Around): void {
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) this.builder.text(child.nodeValue ?? '', around.formats, around.preserve)
      else if (child.nodeType === 1) this.#element(child as Element, around)
    }
  }

  #element(element: Element, around: Around): void {
    const name = element.localName
    const style = declarationsOf(element)
    if (SILENT.has(name) || isHidden(element, style) || isIgnoredMarker(style) || isWordAside(style)) return
    if (element.hasAttribute('data-label')) return
    if (this.#isDropped(name)) return
    if (around.depth > MAX_DEPTH) {
      this.builder.text(element.textContent ?? '', around.formats)
      return
    }
    const formats = formatsIn(element, style, around.formats, this.#dropped)
    this.#layOut(element, style, { ...around, formats, depth: around.depth + 1 })
  }

  #isDropped(name: string): boolean {
    if (IMAGES.has(name)) this.#dropped.images += 1
    else if (EMBEDDED.has(name)) this.#dropped.embedded += 1
    else return false
    return true
  }

  #layOut(element: Element, style: Declarations, around: Around): void {
    const name = element.localName
    if (name === 'br') this.builder.lineBreak()
    else if (name === 'ul' || name === 'ol') this.#list(element, name, around)
    else if (name === 'li') this.#item(element, style, around)
    else if (name === 'table') this.#table(element, around)
    else if (name === 'blockquote') this.#block(element, style, { ...around, quote: true })
    else if (name === 'pre') this.#block(element, style, { ...around, preserve: true })
    else if (BLOCKS.has(name) || /^h[1-6]$/.test(name)) this.#block(element, style, around)
    else this.children(element, around)
  }

  #list(element: Element, name: 'ul' | 'ol', around: Around): void {
    const level = around.list ? Math.min(around.list.level + 1, MAX_LEVEL) : 0
    this.children(element, { ...around, item: null, list: { kind: name === 'ul' ? 'bullet' : 'number', level } })
    this.builder.start('paragraph')
    if (around.item) around.item.interrupted = true
  }

  #item(element: Element, style: Declarations, around: Around): void {
    const list = around.list ?? { kind: 'bullet' as const, level: 0 }
    const word = wordListItem(element, style)
    this.builder.start(ownKind(element) ?? list.kind, list.level, word?.marker)
    this.children(element, { ...around, list, item: { interrupted: false } })
    this.builder.start('paragraph')
  }

  #table(element: Element, around: Around): void {
    if (isLayoutTable(element)) this.#block(element, declarationsOf(element), around)
    else this.builder.table(tableRows(element, (cell) => readBlocks(cell, this.#dropped), this.#dropped))
    if (around.item) around.item.interrupted = true
  }

  #block(element: Element, style: Declarations, around: Around): void {
    if (around.item && !around.item.interrupted) {
      if (!this.builder.isEmpty) this.builder.lineBreak()
      this.children(element, around)
      return
    }
    const { kind, level, marker } = shapeOf(element, style, around.quote)
    this.builder.start(kind, level, marker)
    this.children(element, around)
    this.builder.start(around.quote ? 'quote' : 'paragraph')
  }
}

/** Word keeps the texts of its comments at the end of what it copies. */
function isWordAside(style: Declarations): boolean {
  return style.get('mso-element')?.startsWith('comment') ?? false
}

function shapeOf(
  element: Element,
  style: Declarations,
  quote: boolean,
): { kind: BlockKind; level: number; marker?: string } {
  const kind = ownKind(element)
  if (kind) return { kind, level: 0 }
  const item = wordListItem(element, style)
  if (item) {
    return { kind: item.ordered ? 'number' : 'bullet', level: Math.min(item.level, MAX_LEVEL), marker: item.marker }
  }
  const heading = headingLevel(element, style)
  if (heading > 0) return { kind: 'heading', level: heading }
  return { kind: quote ? 'quote' : 'paragraph', level: 0 }
}

function headingLevel(element: Element, style: Declarations): number {
  if (/^h[1-6]$/.test(element.localName)) return Math.min(Number(element.localName[1]), LAST_HEADING_LEVEL)
  if (element.classList.contains('MsoTitle')) return 1
  const outline = Number(style.get('mso-outline-level') ?? '0')
  return outline >= 1 && outline <= LAST_HEADING_LEVEL ? outline : 0
}

/** Our own pages say what a block is. */
function ownKind(element: Element): BlockKind | null {
  const named = element.getAttribute('data-kind')
  return BLOCK_KINDS.find((kind) => kind === named) ?? null
}
