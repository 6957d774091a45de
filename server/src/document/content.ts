/** The document as plain data: what readers return, what exports, templates and comparisons work on. */

/** Kinds of a text block, in order of rank where they are legal units (`document.md` §4). */
export const BLOCK_KINDS = [
  'paragraph',
  'heading',
  'quote',
  'bullet',
  'number',
  'chapter',
  'section',
  'ust',
  'pkt',
  'lit',
  'tiret',
] as const
export type BlockKind = (typeof BLOCK_KINDS)[number]

export const MAX_LEVEL = 8

/** A proposed look: `false` and null take a format off. */
export interface FormatWish {
  bold?: boolean
  italic?: boolean
  underline?: boolean
  strike?: boolean
  link?: string | null
}

/**
 * Formats of a run. `link` carries its address; `comment`, `ins`, `del` the ids laid over the run; `set` what proposals
 * wish its look to be.
 */
export interface Formats {
  bold?: true
  italic?: true
  underline?: true
  strike?: true
  link?: string
  comment?: readonly string[]
  ins?: readonly string[]
  del?: readonly string[]
  set?: readonly { id: string; wish: FormatWish }[]
}

/** A run of text, or a line break inside a block. */
export type Inline = { text: string; formats?: Formats } | { lineBreak: true; formats?: Formats }

export interface TextBlock {
  type: 'block'
  /** Stable and unique in the document. */
  id: string
  kind: BlockKind
  /** 0 to MAX_LEVEL; means something for heading, bullet and number. */
  level: number
  content: Inline[]
  /** What proposals would do to where the block begins, and to its kind. */
  proposed?: ProposedMarker
}

/** Proposals that a block's marker carries, by their ids. */
export interface ProposedMarker {
  /** The block begins by a proposed split. */
  ins?: string
  /** The block is proposed to be joined to the one before. */
  del?: string
  /** What it was before a proposal changed its kind or level. */
  was?: { kind: BlockKind; level: number; id: string }
}

export interface TableCell {
  id: string
  header: boolean
  content: Inline[]
}
export interface TableRow {
  id: string
  cells: TableCell[]
}
export interface TableBlock {
  type: 'table'
  id: string
  rows: TableRow[]
}

export type Block = TextBlock | TableBlock
export type DocumentContent = Block[]
