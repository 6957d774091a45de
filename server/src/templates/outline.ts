/** How texts that we bring along are written down: one call a block, ids added when a document is made of them. */
import type { BlockKind, DocumentContent, Inline, TableBlock, TextBlock } from '../document/content.ts'
import { typeset } from './typography.ts'

export type BlockDraft = Omit<TextBlock, 'id'>
export interface TableDraft {
  type: 'table'
  /** Texts of the cells; the first row is the heading. */
  rows: readonly (readonly Inline[])[][]
}
export type Draft = BlockDraft | TableDraft

type Words = string | readonly Inline[]

const textBlock =
  (kind: BlockKind, level = 0) =>
  (words: Words = ''): BlockDraft => ({ type: 'block', kind, level, content: inline(words) })

export const paragraph = textBlock('paragraph')
/** What the whole text is called, where that is part of it. */
export const title = textBlock('heading', 1)
export const heading = textBlock('heading', 2)
export const chapter = textBlock('chapter')
export const section = textBlock('section')
export const ust = textBlock('ust')
export const pkt = textBlock('pkt')
export const lit = textBlock('lit')
export const bullet = textBlock('bullet')
export const number = textBlock('number')

/** The first row is the heading. */
export function table(rows: readonly (readonly Words[])[]): TableDraft {
  return { type: 'table', rows: rows.map((cells) => cells.map(inline)) }
}

/** Something to be replaced by the writers: in brackets, so that it is seen in print too. */
export function hint(text: string): Inline {
  return { text: typeset(`[${text}]`), formats: { italic: true } }
}

export function bold(text: string): Inline {
  return { text: typeset(text), formats: { bold: true } }
}

export function plain(text: string): Inline {
  return { text: typeset(text) }
}

/** Ids are `prefix` and a number; they have to be unique in one document only. */
export function toContent(drafts: readonly Draft[], prefix: string): DocumentContent {
  let count = 0
  const nextId = () => {
    count += 1
    return `${prefix}${count}`
  }
  return drafts.map((draft) => (draft.type === 'table' ? tableContent(draft, nextId) : { ...draft, id: nextId() }))
}

function tableContent(draft: TableDraft, nextId: () => string): TableBlock {
  return {
    type: 'table',
    id: nextId(),
    rows: draft.rows.map((cells, index) => ({
      id: nextId(),
      cells: cells.map((content) => ({ id: nextId(), header: index === 0, content: [...content] })),
    })),
  }
}

function inline(words: Words): Inline[] {
  if (typeof words !== 'string') return [...words]
  return words === '' ? [] : [plain(words)]
}
