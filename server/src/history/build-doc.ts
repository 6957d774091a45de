// The document that a checkpoint and the rows after it make, to be read and thrown away.

import * as Y from 'yjs'
import { prepareDoc } from '../document/index.ts'
import { applyState } from '../sync/checkpoint-state.ts'
import type { Past, PastRow } from './content-at.ts'
import { mergeRows } from './merged-rows.ts'

export interface DocOptions {
  /** False keeps what the rows delete, to be compared; what was deleted before the checkpoint is gone either way. */
  gc?: boolean
}

/** A piece that cannot be read: the `seq` of a row, or of the checkpoint. */
class UnreadablePiece extends Error {
  readonly seq: number
  constructor(seq: number, cause: unknown) {
    super(`Unreadable at ${seq}`, { cause })
    this.seq = seq
  }
}

/** Void rows may be left out. */
type Replayed = Pick<Past, 'checkpoint'> & {
  rows: readonly (Pick<PastRow, 'seq' | 'update'> & Partial<Pick<PastRow, 'kind'>>)[]
}

/** The document that `past` makes, to be read and thrown away. Throws where a piece cannot be read. */
export function buildDoc(past: Replayed, options: DocOptions = {}): Y.Doc {
  return buildAtOnce(past, options) ?? buildRowByRow(past, options)
}

/** All rows as one update; null where that does not give all of it. */
function buildAtOnce({ checkpoint, rows }: Replayed, { gc = true }: DocOptions): Y.Doc | null {
  const merged = mergeRows(rows.flatMap(({ kind, update }) => (kind === 'VOID' ? [] : [update])))
  if (merged === null) return null
  const doc = prepareDoc(new Y.Doc({ gc }))
  try {
    doc.transact(() => {
      if (checkpoint !== null) applyState(doc, checkpoint.state)
      Y.applyUpdate(doc, merged)
    })
  } catch {
    // Which piece it is, one by one will tell.
    return null
  }
  return doc.store.pendingStructs === null && doc.store.pendingDs === null ? doc : null
}

function buildRowByRow({ checkpoint, rows }: Replayed, { gc = true }: DocOptions): Y.Doc {
  const doc = prepareDoc(new Y.Doc({ gc }))
  let at = checkpoint?.seq ?? 0
  try {
    doc.transact(() => {
      if (checkpoint !== null) applyState(doc, checkpoint.state)
      for (const { seq, kind, update } of rows) {
        at = seq
        if (kind !== 'VOID') Y.applyUpdate(doc, update)
      }
    })
  } catch (error) {
    throw new UnreadablePiece(at, error)
  }
  return doc
}

/**
 * The document that can be made of `past`: a row that cannot be applied is passed over, as its room passes over it. Null
 * where the checkpoint cannot be read.
 */
export function buildReadable(past: Replayed, options: DocOptions = {}): Y.Doc | null {
  const unreadable = new Set<number>()
  for (;;) {
    try {
      return buildDoc({ ...past, rows: past.rows.filter(({ seq }) => !unreadable.has(seq)) }, options)
    } catch (error) {
      if (!(error instanceof UnreadablePiece)) throw error
      if (past.checkpoint?.seq === error.seq) return null
      unreadable.add(error.seq)
    }
  }
}
