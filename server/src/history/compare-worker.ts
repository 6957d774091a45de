// What the thread that compares does: two pasts in, their difference out.

import { parentPort } from 'node:worker_threads'
import { BODY, type CompareState, compare, type Difference, readState } from '../document/index.ts'
import { buildDoc, type Past } from './content-at.ts'

/** A state of a document, with the proposals that count as accepted in it. */
export interface PastState {
  past: Pick<Past, 'checkpoint' | 'rows'>
  accepted: readonly string[]
}

export interface CompareJob {
  id: number
  before: PastState
  after: PastState
}

export interface CompareAnswer {
  id: number
  /** Null where a piece of the past could not be read. */
  difference: Difference | null
}

function read({ past, accepted }: PastState): CompareState {
  const doc = buildDoc(past)
  const state = readState(doc.getText(BODY), (id) => (accepted.includes(id) ? 'accept' : 'reject'))
  doc.destroy()
  return state
}

function answer({ id, before, after }: CompareJob): CompareAnswer {
  try {
    return { id, difference: compare(read(before), read(after)) }
  } catch {
    return { id, difference: null }
  }
}

parentPort?.on('message', (job: CompareJob) => parentPort?.postMessage(answer(job)))
