// What the thread that compares does: two pasts in, their difference out; or a replay in, a frame of it out.

import { parentPort } from 'node:worker_threads'
import { BODY, compare, type Difference, type ProposedIds, readProposedIds, readState } from '../document/index.ts'
import { buildDoc } from './build-doc.ts'
import { KeptStates, type PlacedState } from './kept-states.ts'
import { type PackedIds, takeIds } from './packed-ids.ts'
import { type PackedPieces, unpackPast } from './past-pieces.ts'
import { type FrameJob, type MadeFrame, makeFrame } from './playback-worker.ts'
import type { ThreadAnswer } from './warm-thread.ts'

/** A state of a document, with the proposals that count as accepted in it. */
export interface AskedState {
  /** By which it is kept; null to keep nothing. */
  name: string | null
  accepted: readonly string[]
  /** What it is made of; null for one that is kept. */
  pieces: PackedPieces | null
}

export interface Compared {
  /** Without ids, which come beside it. */
  difference: Difference
  ids: PackedIds
  /** What the proposal marks that counts as accepted in the later one; null where none does. */
  own: ProposedIds | null
  /** The places that were reached. */
  seqs: readonly [number, number]
}

export type Work =
  | { before: AskedState; after: AskedState }
  /** Null where it could not be read. */
  | { frame: FrameJob | null }

export type Made =
  /** Null where a state is not kept any more; and the names of those that are. */
  | { compared: Compared | null; kept: string[] }
  /** Null where a piece of the past could not be read. */
  | { frame: MadeFrame | null }

const states = new KeptStates()

function read({ name, accepted, pieces }: AskedState): PlacedState | null {
  if (pieces === null) return name === null ? null : states.find(name)
  const past = unpackPast(pieces)
  const doc = buildDoc(past)
  const text = doc.getText(BODY)
  const state = readState(text, (id) => (accepted.includes(id) ? 'accept' : 'reject'))
  const [proposalId] = accepted
  const own = proposalId === undefined ? null : readProposedIds(text, proposalId)
  doc.destroy()
  const placed = { state, own, seq: past.seq }
  if (name !== null) states.keep(name, placed)
  return placed
}

function compareStates(before: PlacedState | null, after: PlacedState | null): Compared | null {
  if (before === null || after === null) return null
  const difference = compare(before.state, after.state)
  return { ids: takeIds(difference), difference, own: after.own, seqs: [before.seq, after.seq] }
}

function frameOf(frame: FrameJob | null): MadeFrame | null {
  try {
    return frame && makeFrame(frame)
  } catch {
    return null
  }
}

function work(job: Work): Made {
  if ('frame' in job) return { frame: frameOf(job.frame) }
  return { compared: compareStates(read(job.before), read(job.after)), kept: states.names() }
}

function answer({ id, ...job }: Work & { id: number }): ThreadAnswer<Made> {
  try {
    return { id, answer: work(job) }
  } catch {
    return { id, answer: null }
  }
}

parentPort?.on('message', (job: Work & { id: number }) => parentPort?.postMessage(answer(job)))
