// What the thread that compares does: two pasts in, their difference out; or a replay in, a frame of it out.

import { parentPort } from 'node:worker_threads'
import { BODY, type CompareState, compare, type Difference, readState } from '../document/index.ts'
import { buildDoc, type Past } from './content-at.ts'
import { type FrameJob, type MadeFrame, makeFrame } from './playback-worker.ts'

/** A state of a document, with the proposals that count as accepted in it. */
export interface PastState {
  past: Pick<Past, 'checkpoint' | 'rows'>
  accepted: readonly string[]
}

export type Work = { before: PastState; after: PastState } | { frame: FrameJob }
export type ThreadJob = { id: number } & Work

export interface ThreadAnswer {
  id: number
  /** Null where a piece of the past could not be read. */
  answer: Difference | MadeFrame | null
}

function read({ past, accepted }: PastState): CompareState {
  const doc = buildDoc(past)
  const state = readState(doc.getText(BODY), (id) => (accepted.includes(id) ? 'accept' : 'reject'))
  doc.destroy()
  return state
}

function work(job: ThreadJob): Difference | MadeFrame {
  return 'frame' in job ? makeFrame(job.frame) : compare(read(job.before), read(job.after))
}

function answer(job: ThreadJob): ThreadAnswer {
  try {
    return { id: job.id, answer: work(job) }
  } catch {
    return { id: job.id, answer: null }
  }
}

parentPort?.on('message', (job: ThreadJob) => parentPort?.postMessage(answer(job)))
