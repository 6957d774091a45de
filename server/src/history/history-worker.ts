// What the thread that reads histories does: a past in, what it said out; or rows of the log in, what they did out. It
// keeps the documents that it went through last, each where its history stands, so that the next rows go on from there.

import { parentPort } from 'node:worker_threads'
import { BODY, canonicalHash, type DocumentContent, plainTextOf, readContent } from '../document/index.ts'
import { type FoldState, type Proposer, SittingFold, type SittingRow } from './activity-sittings.ts'
import { UnitTracker } from './activity-units.ts'
import { buildReadable } from './build-doc.ts'
import { inOrder, type PackedLog, unpackLog } from './packed-log.ts'
import { type PackedPieces, unpackPast } from './past-pieces.ts'
import { dropOldest } from './playback-copies.ts'
import { type Unit, unitsOf } from './units.ts'
import type { ThreadAnswer } from './warm-thread.ts'

/** A document at a place. */
interface Placed {
  /** Of the document and its epoch: a redaction raises it, and nothing from before it is used again. */
  copy: string
  seq: number
  /** What it is made of; null where the thread should keep it. */
  past: PackedPieces | null
}

export interface ReadJob extends Placed {
  /** All of it, proposals and marks included; the text alone; its units; or the hash of a version of it. */
  wants: 'content' | 'plain' | 'units' | 'hash'
}

export interface FoldJob extends Placed {
  /** The rows after it. */
  log: PackedLog
  state: FoldState
  /** Whose each proposal of the document is. */
  proposers: [string, Proposer][]
}

export type HistoryJob = { read: ReadJob } | { fold: FoldJob }

export type ReadAnswer = { seq: number } & (
  | { content: string }
  | { plain: string }
  | { units: Unit[] }
  | { hash: string }
)

export interface FoldAnswer extends FoldState {
  changed: SittingRow[]
  /** The last row that was gone through. */
  seq: number
  /** Where that row could not be applied: why, and the place before it. */
  failure: { reason: string; before: number } | null
}

/** It is not kept, or is made of a checkpoint that cannot be read: to be asked again with all it is made of. */
export interface Lacking {
  unreadable: number | null
}

export type HistoryAnswer = (
  | { state: 'read'; read: ReadAnswer }
  | { state: 'folded'; folded: FoldAnswer }
  | { state: 'lacking'; lacking: Lacking }
) & {
  /** What is kept: name and place. */
  kept: string[]
}

interface Kept {
  seq: number
  tracker: UnitTracker
  content(): DocumentContent
}

/** Fifty pages with a hundred thousand rows behind them are some twenty megabytes. */
const MAX_KEPT = 3

const kept = new Map<string, Kept>()

/** Answers null where it cannot be made of what was given. Throws where the log does not reach so far. */
function make({ past, seq }: Placed): Kept | null {
  if (past === null) return null
  const unpacked = unpackPast(past)
  if (unpacked.seq !== seq) throw new Error('The log ends before')
  const doc = buildReadable(unpacked)
  if (doc === null) return null
  return { seq: unpacked.seq, tracker: new UnitTracker(doc), content: () => readContent(doc.getText(BODY)) }
}

function lackingOf({ past }: Placed): Lacking {
  return { unreadable: past === null ? null : (unpackPast(past).checkpoint?.seq ?? null) }
}

function find({ copy, seq }: Placed): Kept | null {
  const found = kept.get(copy)
  return found?.seq === seq ? found : null
}

function contentOf(job: ReadJob): { content: DocumentContent; seq: number } | null {
  const found = find(job)
  if (found !== null) return { content: found.content(), seq: found.seq }
  if (job.past === null) return null
  const unpacked = unpackPast(job.past)
  const doc = buildReadable(unpacked)
  if (doc === null) return null
  const content = readContent(doc.getText(BODY))
  doc.destroy()
  return { content, seq: unpacked.seq }
}

function read(job: ReadJob): ReadAnswer | null {
  const found = contentOf(job)
  if (found === null) return null
  const { content, seq } = found
  switch (job.wants) {
    case 'content':
      return { content: JSON.stringify(content), seq }
    case 'plain':
      return { plain: JSON.stringify(plainTextOf(content)), seq }
    case 'units':
      return { units: unitsOf(plainTextOf(content)), seq }
    case 'hash':
      return { hash: canonicalHash(content), seq }
  }
}

function fold(job: FoldJob): FoldAnswer | null {
  const copy = find(job) ?? make(job)
  kept.delete(job.copy)
  if (copy === null) return null
  const sittings = new SittingFold(job.state, new Map(job.proposers))
  for (const row of inOrder(unpackLog(job.log), job.log.part.after)) {
    copy.seq = row.seq
    if (row.kind === 'VOID') continue
    try {
      sittings.add(row, copy.tracker.apply(row.update))
    } catch (error) {
      // What it left half done is not kept.
      return { ...sittings.take(), seq: row.seq, failure: { reason: String(error), before: row.seqFrom - 1 } }
    }
  }
  kept.set(job.copy, copy)
  dropOldest(kept, MAX_KEPT)
  return { ...sittings.take(), seq: copy.seq, failure: null }
}

function work(job: HistoryJob): HistoryAnswer {
  const names = () => [...kept].map(([copy, { seq }]) => `${copy}/${seq}`)
  if ('read' in job) {
    const made = read(job.read)
    return made === null
      ? { state: 'lacking', lacking: lackingOf(job.read), kept: names() }
      : { state: 'read', read: made, kept: names() }
  }
  const folded = fold(job.fold)
  return folded === null
    ? { state: 'lacking', lacking: lackingOf(job.fold), kept: names() }
    : { state: 'folded', folded, kept: names() }
}

function answer({ id, ...job }: HistoryJob & { id: number }): ThreadAnswer<HistoryAnswer> {
  try {
    return { id, answer: work(job) }
  } catch {
    return { id, answer: null }
  }
}

parentPort?.on('message', (job: HistoryJob & { id: number }) => parentPort?.postMessage(answer(job)))
