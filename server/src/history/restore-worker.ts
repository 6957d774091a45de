// What the thread that plans restorations does: a document and what it is to say in, the least change out.

import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import {
  BODY,
  ChangeHistory,
  compare,
  type Difference,
  type PlayedRow,
  patchTo,
  prepareDoc,
  readState,
  withoutChanges,
} from '../document/index.ts'
import { buildDoc, type Past } from './content-at.ts'
import type { ThreadAnswer } from './warm-thread.ts'

type Pieces = Pick<Past, 'checkpoint' | 'rows'>

/** What a document is to say. */
export type Target =
  | { type: 'version'; past: Pieces }
  /** What it says without some of the rows that followed on `past`. */
  | { type: 'changes'; past: Pieces; rows: readonly PlayedRow[] }

export interface PlanJob {
  /** The document as it is. */
  now: Pieces
  target: Target
  /** Threads there are: only their marks come back. */
  threads: readonly string[]
  /** Under which the change is made. */
  clientId: number
  /** Is it wanted what would be different, or the change? */
  wants: 'difference' | 'change'
}

export interface Plan {
  /** Yjs v1; null where nothing is to be changed. */
  update: Uint8Array | null
  difference: Difference | null
}

function textOf(target: Target): Y.Text {
  const doc = buildDoc(target.past)
  if (target.type === 'version') return doc.getText(BODY)
  const kept = prepareDoc(new Y.Doc({ gc: false }))
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(doc))
  const history = new ChangeHistory(kept)
  history.add(target.rows)
  return withoutChanges(history)
}

function plan({ now, target, threads, clientId, wants }: PlanJob): Plan {
  const doc = buildDoc(now)
  doc.clientID = clientId
  const text = doc.getText(BODY)
  const before = wants === 'difference' ? readState(text) : null
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const known = new Set(threads)
  const wanted = textOf(target)
  doc.transact(() => patchTo(text, wanted, { isThread: (id) => known.has(id) }))
  return {
    update: updates.length === 0 ? null : Y.mergeUpdates(updates),
    difference: before && compare(before, readState(text)),
  }
}

function answer({ id, ...job }: PlanJob & { id: number }): ThreadAnswer<Plan> {
  try {
    return { id, answer: plan(job) }
  } catch {
    return { id, answer: null }
  }
}

parentPort?.on('message', (job: PlanJob & { id: number }) => parentPort?.postMessage(answer(job)))
