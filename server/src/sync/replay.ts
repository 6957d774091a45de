// A document as a checkpoint and the rows after it make it. Rows whose words are kept already are applied all at once,
// which costs a tenth; the few after them one by one, so that what each of them strands is found again.

import * as Y from 'yjs'
import { createDocument } from '../document/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { applyState } from './checkpoint-state.ts'
import type { LogRow } from './log.ts'
import { applyRow, type ExaminedRow, type Stranding } from './stranding.ts'

export interface Replayed {
  doc: Y.Doc
  stranded: Stranding[]
}

/** The checkpoint, or the `seq` of the row, that cannot be applied. */
export interface Unreadable {
  at: 'checkpoint' | number
  error: unknown
}

export interface Replay {
  checkpoint: Checkpoint | null
  /** Those after the checkpoint; nothing is applied from the first hole on. */
  rows: readonly LogRow[]
  /** Whatever rows up to this one stranded is kept. */
  offeredSeq: number
  examine: (doc: Y.Doc, row: LogRow) => ExaminedRow
}

/** Fills a fresh document. */
export function replay({ checkpoint, rows, offeredSeq, examine }: Replay): Replayed | Unreadable {
  const doc = createDocument()
  const whole = beforeHole(rows, checkpoint?.seq ?? 0)
  const stranded: Stranding[] = []
  let at: Unreadable['at'] = 'checkpoint'
  try {
    doc.transact(() => {
      if (checkpoint !== null) applyState(doc, checkpoint.state)
      for (const { seq, kind, update } of whole.filter((row) => row.seq <= offeredSeq)) {
        at = seq
        if (kind !== 'VOID') Y.applyUpdate(doc, update)
      }
    })
    for (const row of whole.filter(({ seq, kind }) => seq > offeredSeq && kind !== 'VOID')) {
      at = row.seq
      const found = applyRow(doc, examine(doc, row))
      if (found !== null) stranded.push(found)
    }
  } catch (error) {
    return { at, error }
  }
  return { doc, stranded }
}

/** Rows up to the first that is not the next one. */
export function beforeHole(rows: readonly LogRow[], after: number): LogRow[] {
  let last = after
  const end = rows.findIndex(({ seqFrom, seq }) => {
    if (seqFrom !== last + 1) return true
    last = seq
    return false
  })
  return rows.slice(0, end === -1 ? rows.length : end)
}
