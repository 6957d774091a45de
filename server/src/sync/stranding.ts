// Applies rows of the log and finds what they strand. It must come out the same whether a row has just landed or is
// read from the log by another node or after a kill: then what is not in the row itself, what its maker had seen, is
// read with it.

import * as Y from 'yjs'
import { findStrandedText } from './guard.ts'
import { readTrustedUpdate } from './guard-read.ts'
import type { LogRow } from './log.ts'
import { findStranded, type Knowledge } from './stranded.ts'

/** What nobody sees any more of a row, or because of it. */
export interface Stranding {
  seq: number
  clientId: number | null
  userId: string
  /** Its own words that landed in something deleted. */
  strandedText: string
  /** Other people's words that went along unseen, by client id. */
  stranded: ReadonlyMap<number, string>
}

/** A row to be applied, and what must be known to find what it strands. */
export interface ExaminedRow extends Pick<LogRow, 'seq' | 'update' | 'clientId' | 'userId'> {
  strandedText: string
  /** Null where it takes nothing along that its maker did not know. */
  knowledge: Knowledge | null
}

const NOTHING_SEEN: ReadonlyMap<number, number> = new Map()
const NOTHING_STRANDED: ReadonlyMap<number, string> = new Map()

/** A row whose words are kept already. */
export function settledRow(row: LogRow): ExaminedRow {
  return { ...row, strandedText: '', knowledge: null }
}

/**
 * A row as it is to be applied to `doc` now. Null for `seen`: its maker did not say; an edit counts then as made by
 * somebody who had seen nothing, and a write of the server as made by one that had seen everything.
 */
export function examine(doc: Y.Doc, row: LogRow, seen: ReadonlyMap<number, number> | null): ExaminedRow {
  const isEdit = row.kind === 'EDIT'
  if (!isEdit && seen === null) return settledRow(row)
  const { sections, deletes } = readTrustedUpdate(row.update)
  const own = new Set(sections.keys())
  if (row.clientId !== null) own.add(row.clientId)
  const strandedText = isEdit ? findStrandedText(doc, row.update) : ''
  return { ...row, strandedText, knowledge: { deletes, seen: seen ?? NOTHING_SEEN, own } }
}

/** Applies a row; null where it stranded nothing. */
export function applyRow(doc: Y.Doc, { knowledge, update, ...row }: ExaminedRow): Stranding | null {
  let stranded: ReadonlyMap<number, string> = NOTHING_STRANDED
  const find = (transaction: Y.Transaction): void => {
    if (knowledge !== null) stranded = findStranded(transaction, knowledge)
  }
  doc.on('afterTransaction', find)
  try {
    Y.applyUpdate(doc, update)
  } finally {
    doc.off('afterTransaction', find)
  }
  const { seq, clientId, userId, strandedText } = row
  return strandedText === '' && stranded.size === 0 ? null : { seq, clientId, userId, strandedText, stranded }
}
