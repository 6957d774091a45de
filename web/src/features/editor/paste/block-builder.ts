import type { BlockKind, Formats, Inline } from '@app/server/document'
import { type PastedBlock, type PastedNode, textRun } from './pasted.ts'

const HTML_SPACE = /[ \t\n\r\f]+/g

/** Gathers text into blocks as HTML lays it out: white space collapses, empty blocks vanish. */
export class BlockBuilder {
  readonly nodes: PastedNode[] = []
  #kind: BlockKind = 'paragraph'
  #level = 0
  #marker: string | undefined
  #content: Inline[] = []
  #spaceDue = false

  /** Ends the present block; what follows goes into a new one of this kind. */
  start(kind: BlockKind, level = 0, marker?: string): void {
    this.flush()
    this.#kind = kind
    this.#level = level
    this.#marker = marker
  }

  get isEmpty(): boolean {
    return this.#content.length === 0
  }

  text(raw: string, formats: Formats, preserve = false): void {
    if (preserve) {
      this.#preserved(raw, formats)
      return
    }
    const collapsed = raw.replace(HTML_SPACE, ' ')
    const body = collapsed.trim() === '' ? '' : collapsed.replace(/^ | $/g, '')
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
    if (hasWords) {
      const block: PastedBlock = { type: 'block', kind: this.#kind, level: this.#level, content }
      if (this.#marker !== undefined) block.marker = this.#marker
      this.nodes.push(block)
    }
    this.#content = []
    this.#spaceDue = false
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

  #preserved(raw: string, formats: Formats): void {
    const lines = raw.split(/\r\n|\r|\n/)
    lines.forEach((line, index) => {
      if (index > 0) this.lineBreak()
      if (line !== '') this.#push(line, formats)
    })
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

function trimBreaks(content: Inline[]): Inline[] {
  let from = 0
  let to = content.length
  while (from < to && 'lineBreak' in content[from]!) from += 1
  while (to > from && 'lineBreak' in content[to - 1]!) to -= 1
  return content.slice(from, to)
}
