// What the thread that plans restorations does: a document and what it is to say in, the least change out.

import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import {
  BODY,
  ChangeHistory,
  type ChangesOf,
  compare,
  type Difference,
  type PlayedRow,
  patchTo,
  prepareDoc,
  readState,
  rolesFor,
  type Undoing,
  withoutChanges,
} from '../document/index.ts'
import { buildDoc } from './build-doc.ts'
import type { PastRow } from './content-at.ts'
import { inOrder, type PackedLog, unpackLog } from './packed-log.ts'
import { type PackedPieces, unpackPast } from './past-pieces.ts'
import { dropOldest } from './playback-copies.ts'
import type { ThreadAnswer } from './warm-thread.ts'

/** What a document is to say; as it is stored, because a long log is unpacked where nobody's keystrokes wait. */
export type Target =
  | { type: 'version'; past: PackedPieces }
  /** What it says without some of the rows that followed on `past`. */
  | { type: 'changes'; past: PackedPieces; log: readonly PackedLog[]; changes: ChangesOf; undone: readonly Undoing[] }

/** Where a plan begins. */
export interface PlanBase {
  /** The document as it is. */
  now: PackedPieces
  target: Target
}

export interface PlanWish {
  /** Threads there are: only their marks come back. */
  threads: readonly string[]
  /** Under which the change is made. */
  clientId: number
  /** Is it wanted what would be different, or the change? */
  wants: 'difference' | 'change'
}

/** Rows that came to a document since. */
export interface LaterRows {
  rows: PastRow[]
  /** The same for a target of changes; else none. */
  played: readonly PlayedRow[]
}

/** `begin` keeps what `finish` goes on with, once: all that does not depend on the last rows is done before. */
export type PlanJob =
  | ({ do: 'plan' } & PlanBase & PlanWish)
  | ({ do: 'begin'; name: string } & PlanBase)
  | ({ do: 'finish'; name: string; later: LaterRows } & PlanWish)

export interface Plan {
  /** Yjs v1; null where nothing is to be changed. */
  update: Uint8Array | null
  difference: Difference | null
  /** False where what was begun is not there any more; then nothing is planned. */
  isPlanned: boolean
  /** The place that was reached. */
  seq: number
}

const NOTHING: Plan = { update: null, difference: null, isPlanned: false, seq: 0 }
/** So many may be begun; the oldest goes. */
const MAX_BEGUN = 3

class Planning {
  seq: number
  private readonly doc: Y.Doc
  private readonly target: Y.Text | ChangeHistory

  constructor({ now, target }: PlanBase) {
    const past = unpackPast(now)
    this.seq = past.seq
    this.doc = buildDoc(past)
    this.target = readTarget(target, past.seq)
  }

  goOn({ rows, played }: LaterRows): void {
    this.seq = rows.at(-1)?.seq ?? this.seq
    for (const { kind, update } of rows) if (kind !== 'VOID') Y.applyUpdate(this.doc, update)
    if (this.target instanceof ChangeHistory) this.target.add(played)
  }

  /** Once: it changes what it is made of. */
  plan({ threads, clientId, wants }: PlanWish): Plan {
    const { doc, target } = this
    doc.clientID = clientId
    const text = doc.getText(BODY)
    const before = wants === 'difference' ? readState(text) : null
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    const known = new Set(threads)
    const wanted = target instanceof ChangeHistory ? withoutChanges(target) : target
    doc.transact(() => patchTo(text, wanted, { isThread: (id) => known.has(id) }))
    return {
      update: updates.length === 0 ? null : Y.mergeUpdates(updates),
      difference: before && compare(before, readState(text)),
      isPlanned: true,
      seq: this.seq,
    }
  }
}

const begun = new Map<string, Planning>()

/** @param upTo the place that the document is at */
function readTarget(target: Target, upTo: number): Y.Text | ChangeHistory {
  const past = unpackPast(target.past)
  const doc = buildDoc(past)
  if (target.type === 'version') return doc.getText(BODY)
  const kept = prepareDoc(new Y.Doc({ gc: false }))
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(doc))
  const history = new ChangeHistory(kept)
  const role = rolesFor(target.changes, target.undone)
  let reached = past.seq
  for (const packed of target.log) {
    const rows = inOrder(unpackLog(packed), reached)
    reached = rows.at(-1)?.seq ?? reached
    const until = rows.filter(({ seq, kind }) => seq <= upTo && kind !== 'VOID')
    history.add(until.map((row) => ({ update: row.update, role: role(row) })))
  }
  return history
}

function work(job: PlanJob): Plan {
  if (job.do === 'plan') return new Planning(job).plan(job)
  if (job.do === 'begin') {
    const planning = new Planning(job)
    begun.set(job.name, planning)
    dropOldest(begun, MAX_BEGUN)
    return { ...NOTHING, seq: planning.seq }
  }
  const planning = begun.get(job.name)
  begun.delete(job.name)
  planning?.goOn(job.later)
  return planning?.plan(job) ?? NOTHING
}

function answer({ id, ...job }: PlanJob & { id: number }): ThreadAnswer<Plan> {
  try {
    return { id, answer: work(job as PlanJob) }
  } catch {
    return { id, answer: null }
  }
}

parentPort?.on('message', (job: PlanJob & { id: number }) => parentPort?.postMessage(answer(job)))
