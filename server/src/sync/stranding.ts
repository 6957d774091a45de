// Applies rows of the log and finds what they strand. It must come out the same whether a row has just landed or is
// read from the log by another node or after a kill: then what is not in the row itself, what its maker had seen, is
// read with it.

import * as Y from 'yjs'
import { cellsShownBy } from '../document/index.ts'
import { findOwnStranded } from './guard.ts'
import { readTrustedUpdate } from './guard-read.ts'
import type { LogRow } from './log.ts'
import {
  cellId,
  findStranded,
  type Knowledge,
  NO_OWN_STRANDED,
  type OwnStranded,
  type Unseen,
  type UnseenCell,
} from './stranded.ts'

/** What nobody sees any more of a row, or because of it. */
export interface Stranding extends OwnStranded {
  seq: number
  clientId: number | null
  userId: string
  /** Other people's words that were deleted along unseen, by client id. */
  stranded: ReadonlyMap<number, string>
  /** Cells with unseen words of others that were hidden along. */
  cells: readonly UnseenCell[]
  /** Cells that were hidden and are shown from this row on: their words need no offering. */
  shown: readonly string[]
}

/** A row to be applied, and what must be known to find what it strands. */
export interface ExaminedRow extends Pick<LogRow, 'seq' | 'update' | 'clientId' | 'userId'>, OwnStranded {
  /** Null where it takes nothing along that its maker did not know. */
  knowledge: Knowledge | null
  /** All that follows from it was seen to before. */
  isSettled?: boolean
}

const NOTHING_SEEN: ReadonlyMap<number, number> = new Map()
const NOTHING_STRANDED: Unseen = { words: new Map(), cells: [] }

/** A row whose words are kept already. */
export function settledRow(row: LogRow): ExaminedRow {
  return { ...row, ...NO_OWN_STRANDED, knowledge: null, isSettled: true }
}

/**
 * A row as it is to be applied to `doc` now. Null for `seen`: its maker did not say; an edit counts then as made by
 * somebody who had seen nothing, and a write of the server as made by one that had seen everything.
 */
export function examine(doc: Y.Doc, row: LogRow, seen: ReadonlyMap<number, number> | null): ExaminedRow {
  const isEdit = row.kind === 'EDIT'
  if (!isEdit && seen === null) return { ...row, ...NO_OWN_STRANDED, knowledge: null }
  const { sections, deletes } = readTrustedUpdate(row.update)
  const own = new Set(sections.keys())
  if (row.clientId !== null) own.add(row.clientId)
  const words = isEdit ? findOwnStranded(doc, row.update) : NO_OWN_STRANDED
  return { ...row, ...words, knowledge: { deletes, seen: seen ?? NOTHING_SEEN, own } }
}

/** Applies a row; null where it stranded nothing, and showed nothing again. */
export function applyRow(doc: Y.Doc, { knowledge, update, isSettled = false, ...row }: ExaminedRow): Stranding | null {
  let unseen = NOTHING_STRANDED
  let shown: string[] = []
  const find = (transaction: Y.Transaction): void => {
    if (knowledge !== null) unseen = findStranded(transaction, knowledge)
    if (!isSettled) shown = cellsShownBy(transaction).map(cellId)
  }
  doc.on('afterTransaction', find)
  try {
    Y.applyUpdate(doc, update)
  } finally {
    doc.off('afterTransaction', find)
  }
  const { seq, clientId, userId } = row
  const { strandedText, strandedCells } = showsAgain(shown, row.strandedCells) ? NO_OWN_STRANDED : row
  const { words: stranded, cells } = unseen
  if (strandedText === '' && stranded.size + cells.length + shown.length === 0) return null
  return { seq, clientId, userId, strandedText, strandedCells, stranded, cells, shown }
}

/** What brings the words may show their cells too, as an undo without a connection and what is typed after it. */
function showsAgain(shown: readonly string[], cells: readonly string[]): boolean {
  const known = new Set(shown)
  return cells.length > 0 && cells.every((cell) => known.has(cell))
}
