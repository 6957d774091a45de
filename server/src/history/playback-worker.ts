// What the thread does for playback: two texts of one replay, their difference, and whose it is.

import * as Y from 'yjs'
import {
  BODY,
  type CompareState,
  compare,
  encodeFrame,
  type FrameUnit,
  prepareDoc,
  readState,
  type UnitCredit,
  type UnitDifference,
} from '../document/index.ts'
import { applyState } from '../sync/checkpoint-state.ts'
import { type Attributed, attributeBy } from './compare-attribution.ts'
import { mergeRows } from './merged-rows.ts'
import { type AppliedRow, StepReader } from './playback-authorship.ts'
import { COPY_LIMITS, dropOldest } from './playback-copies.ts'
import type { StepCredits } from './playback-credits.ts'
import { type KeyFrame, type Replay, unpack } from './playback-replay.ts'
import type { ChangeSource } from './sources.ts'

export interface FrameJob {
  /** Whose copy of which past goes on, or is made anew. */
  copy: string
  replay: Replay
  /** At or after the base. */
  seq: number
  /** Where the difference is made from, between both, and whose it is; null where none is asked for. */
  step: ({ since: number } & StepCredits) | null
  /** Whether the text at `since` is known where the frame goes to. */
  isKnown: boolean
}

export interface MadeFrame {
  /** `encodeFrame` of its units. */
  units: string
  sources: readonly ChangeSource[]
}

const copies = new Map<string, Copy>()

/** Throws where a piece of the log cannot be read, or where there is no such copy. */
export function makeFrame({ copy: name, replay, seq, step, isKnown }: FrameJob): MadeFrame {
  const updates = [...unpack(replay.rows)]
  const copy = takeCopy(name, replay.base, updates)
  const before = step && copy.stateAt(step.since)
  const after = copy.stateAt(seq)
  copies.set(name, copy)
  for (const gone of dropOldest(copies, COPY_LIMITS.copies)) gone.close()
  if (before === null || step === null) {
    const units = compare(after, after).units.map((unit) => ({ unit, by: null }))
    return { units: encodeFrame(units, false), sources: [] }
  }
  const bySeq = new Map(step.rows.map((row) => [row.seq, row]))
  const reader = new StepReader(
    updates.filter((row) => row.seq > step.since),
    step,
  )
  const attributed = attributeBy(compare(before, after), reader, (of) => bySeq.get(of) ?? null)
  const units = attributed.difference.units.map((unit): FrameUnit => ({ unit, by: creditOf(unit, attributed) }))
  return { units: encodeFrame(units, isKnown), sources: attributed.sources }
}

/** One that fails on the way is not there any more. */
function takeCopy(name: string, base: Replay['base'], updates: AppliedRow[]): Copy {
  const known = copies.get(name)
  copies.delete(name)
  const isThere = typeof base === 'number' && known?.seq === base
  if (!isThere) known?.close()
  if (typeof base === 'number' && !isThere) throw new Error('There is no such copy')
  const copy = isThere ? known : new Copy()
  if (typeof base !== 'number' && base !== null) copy.begin(base)
  copy.append(updates)
  return copy
}

/** A throw-away copy of a document that goes forth through its log. */
class Copy {
  seq = 0
  private readonly doc = prepareDoc(new Y.Doc())
  private ahead: AppliedRow[] = []
  /** What it says where it stands, once that was asked. */
  private state: CompareState | null = null

  begin({ seq, state }: KeyFrame): void {
    applyState(this.doc, state)
    this.seq = seq
  }

  append(rows: readonly AppliedRow[]): void {
    this.ahead = [...rows]
  }

  stateAt(seq: number): CompareState {
    const end = this.ahead.findIndex((row) => row.seq > seq)
    const rows = this.ahead.splice(0, end < 0 ? this.ahead.length : end)
    if (rows.length > 0) this.state = null
    this.apply(rows.map(({ update }) => update))
    this.seq = seq
    this.state ??= readState(this.doc.getText(BODY))
    return this.state
  }

  private apply(updates: readonly Uint8Array[]): void {
    const merged = mergeRows(updates)
    this.doc.transact(() => {
      for (const update of merged === null ? updates : [merged]) Y.applyUpdate(this.doc, update)
    })
  }

  close(): void {
    this.doc.destroy()
  }
}

function creditOf(unit: UnitDifference, { sourcesOf, sourceOfLine }: Attributed): UnitCredit {
  const { standing, kind, level } = sourcesOf(unit)
  const [columns, rows] = unit.type === 'table' ? [unit.columns, unit.rows] : [[], []]
  return { unit: standing, kind, level, columns: columns.map(sourceOfLine), rows: rows.map(sourceOfLine) }
}
