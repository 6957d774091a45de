import type { BlockKind, Formats, Inline } from '@app/server/document'

/** What came from the clipboard, already in the document's own terms. Only text of this very document keeps its ids. */
export interface PastedBlock {
  type: 'block'
  id?: string
  kind: BlockKind
  level: number
  content: Inline[]
  /** The printed mark a list item or a unit carried in its source: "1.", "a)", "–", "•". */
  marker?: string
  /** What a numbered item was counted with, where the page said no more than that: "3", "c", "iv". */
  counter?: string
}

export interface PastedCell {
  header: boolean
  content: Inline[]
}

export interface PastedTable {
  type: 'table'
  rows: PastedCell[][]
}

export type PastedNode = PastedBlock | PastedTable

/** What the source had and the document cannot hold; counted, so that the page can say it. */
export interface Dropped {
  images: number
  files: number
  embedded: number
  mergedCells: number
  links: number
  colours: number
  fonts: number
  /** Raised or lowered characters for which there are no such letters. */
  raised: number
  /** Words that tracked changes had deleted. */
  trackedDeletions: number
  /** Comments of a word processor. */
  comments: number
  /** Lists that started with another number than 1. */
  listStarts: number
  /** Lists with other letters or numbers than the document gives. */
  listMarks: number
  /** Numbers of legal units, which the document computes by itself. */
  unitNumbers: number
  /** Those that are others than in the source. */
  renumbered: number
  /** Proposals whose words came without their marks. */
  proposals: number
}

export interface Pasted {
  nodes: PastedNode[]
  dropped: Dropped
}

export const nothingDropped = (): Dropped => ({
  images: 0,
  files: 0,
  embedded: 0,
  mergedCells: 0,
  links: 0,
  colours: 0,
  fonts: 0,
  raised: 0,
  trackedDeletions: 0,
  comments: 0,
  listStarts: 0,
  listMarks: 0,
  unitNumbers: 0,
  renumbered: 0,
  proposals: 0,
})

export function textOf(content: readonly Inline[]): string {
  return content.map((inline) => ('text' in inline ? inline.text : '\n')).join('')
}

export function textRun(text: string, formats: Formats): Inline {
  return Object.keys(formats).length > 0 ? { text, formats } : { text }
}

/** Removes the first `count` characters of a block's text, keeping the formats of the rest. */
export function dropStart(content: readonly Inline[], count: number): Inline[] {
  const rest: Inline[] = []
  let left = count
  for (const inline of content) {
    const length = 'text' in inline ? inline.text.length : 1
    if (left >= length) {
      left -= length
      continue
    }
    rest.push('text' in inline ? { ...inline, text: inline.text.slice(left) } : inline)
    left = 0
  }
  return rest
}
