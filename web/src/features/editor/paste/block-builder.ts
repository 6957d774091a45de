import type { BlockKind, Formats, Inline } from '@app/server/document'
import { type PastedBlock, type PastedNode, textRun } from './pasted.ts'
import type { WhiteSpace } from './white-space.ts'
import { isMark } from './word-list.ts'

const HTML_SPACE = /[ \t\n\r\f]+/g

/** What the source printed at a list item. `isOwn`: it is a block of ours, of which an empty one may be a unit. */
export type SourceMarks = Pick<PastedBlock, 'marker' | 'counter'> & { isOwn?: boolean }

const UNITS: ReadonlySet<BlockKind> = new Set(['chapter', 'section', 'ust', 'pkt', 'lit', 'tiret'])

/**
 * Gathers text into blocks as HTML lays it out: white space collapses, empty blocks vanish, but for those that a word
 * processor numbers, and our own units. `isCell`: the numbers of lists are words there.
 */
export class BlockBuilder {
  readonly nodes: PastedNode[] = []
  readonly #isCell: boolean
  #kind: BlockKind = 'paragraph'
  #level = 0
  #marks: SourceMarks = {}
  #content: Inline[] = []
  #spaceDue = false

  constructor(isCell: boolean) {
    this.#isCell = isCell
  }

  /** Ends the present block; what follows goes into a new one of this kind. */
  start(kind: BlockKind, level = 0, marks: SourceMarks = {}): void {
    this.flush()
    this.#kind = kind
    this.#level = level
    this.#marks = marks
  }

  /** A heading inside of a list item has the number of the item. */
  startHeading(level: number): void {
    this.start('heading', level, this.isEmpty ? this.#takeMarks() : {})
  }

  #takeMarks(): SourceMarks {
    const marks = this.#marks
    this.#marks = {}
    return marks
  }

  get isEmpty(): boolean {
    return this.#content.length === 0
  }

  text(raw: string, formats: Formats, whiteSpace: WhiteSpace = 'collapsed'): void {
    if (whiteSpace === 'collapsed') {
      this.#collapsed(raw, formats)
      return
    }
    const lines = raw.split(/\r\n|\r|\n/)
    lines.forEach((line, index) => {
      if (index > 0) this.lineBreak()
      if (whiteSpace === 'lines') this.#collapsed(line, formats)
      else if (line !== '') this.#push(line, formats)
    })
  }

  #collapsed(raw: string, formats: Formats): void {
    const collapsed = raw.replace(HTML_SPACE, ' ')
    const body = collapsed.replace(/^ | $/g, '')
    if (collapsed.startsWith(' ')) this.#spaceDue = true
    if (body === '') return
    this.#push(body, formats)
    this.#spaceDue = collapsed.endsWith(' ')
  }

  lineBreak(): void {
    this.#spaceDue = false
    this.#content.push({ lineBreak: true })
  }

  table(rows: Extract<PastedNode, { type: 'table' }>['rows']): void {
    this.flush()
    this.nodes.push({ type: 'table', rows })
  }

  flush(): void {
    const content = trimBreaks(this.#content)
    const hasWords = content.some((inline) => 'text' in inline && inline.text.replaceAll('\u00a0', ' ').trim() !== '')
    if (hasWords || this.#isNumbered) {
      const words = hasWords ? content : []
      const { isOwn: _isOwn, ...marks } = this.#takeMarks()
      this.nodes.push({ type: 'block', kind: this.#kind, level: this.#level, content: words, ...marks })
    }
    this.#content = []
    this.#spaceDue = false
  }

  get #isNumbered(): boolean {
    const { marker, counter, isOwn } = this.#marks
    return (isOwn && UNITS.has(this.#kind)) || isMark(marker ?? '') || (this.#isCell && Boolean(counter))
  }

  #push(text: string, formats: Formats): void {
    const last = this.#content.at(-1)
    const needsSpace = this.#spaceDue && last !== undefined && 'text' in last
    const own = this.#kind === 'heading' || this.#kind === 'chapter' ? withoutBold(formats) : formats
    const words = needsSpace ? ` ${text}` : text
    if (last && 'text' in last && sameFormats(last.formats, own)) last.text += words
    else this.#content.push(textRun(words, own))
    this.#spaceDue = false
  }
}

/** Source headings are bold by nature; keeping the mark would make them bold twice. */
function withoutBold(formats: Formats): Formats {
  const { bold: _bold, ...rest } = formats
  return rest
}

function sameFormats(one: Formats | undefined, other: Formats): boolean {
  return JSON.stringify(one ?? {}) === JSON.stringify(other)
}

/** Breaks at the edges go, with the blank lines between them and the edge. */
function trimBreaks(content: Inline[]): Inline[] {
  let from = 0
  let to = content.length
  while (from < to && isBlankLine(content[from], content[from + 1])) from += 1
  while (to > from && isBlankLine(content[to - 1], content[to - 2])) to -= 1
  return content.slice(from, to)
}

function isBlankLine(edge: Inline | undefined, inside: Inline | undefined): boolean {
  if (edge === undefined || 'lineBreak' in edge) return edge !== undefined
  return edge.text.trim() === '' && inside !== undefined && 'lineBreak' in inside
}
