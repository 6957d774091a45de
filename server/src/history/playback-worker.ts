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
import { type Attributed, attributeBy } from './compare-attribution.ts'
import { type AuthoredRow, StepReader } from './playback-authorship.ts'
import { COPY_LIMITS, dropOldest } from './playback-copies.ts'
import { type KeyFrame, type Replay, unpack } from './playback-replay.ts'
import type { ChangeSource, SourceRow } from './sources.ts'

/** A row of the step, or one by which something was written that a proposal brought in the step. */
export type StepRow = SourceRow & AuthoredRow

export interface FrameJob {
  /** Whose copy of which past goes on, or is made anew. */
  copy: string
  replay: Replay
  /** At or after the base. */
  seq: number
  /** The place the difference is made from, between both; null where none is asked for. */
  since: number | null
  /** Of the step, in order. */
  rows: readonly StepRow[]
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
export function makeFrame({ copy: name, replay, seq, since, rows, isKnown }: FrameJob): MadeFrame {
  const copy = takeCopy(name, replay)
  const before = since === null ? null : copy.stateAt(since)
  const after = copy.stateAt(seq)
  copies.set(name, copy)
  for (const gone of dropOldest(copies, COPY_LIMITS.copies)) gone.close()
  if (before === null || since === null) {
    const units = compare(after, after).units.map((unit) => ({ unit, by: null }))
    return { units: encodeFrame(units, false), sources: [] }
  }
  const living = rows.filter(({ kind }) => kind !== 'VOID')
  const bySeq = new Map(living.map((row) => [row.seq, row]))
  const attributed = attributeBy(compare(before, after), new StepReader(living, since), (of) => bySeq.get(of) ?? null)
  const units = attributed.difference.units.map((unit): FrameUnit => ({ unit, by: creditOf(unit, attributed) }))
  return { units: encodeFrame(units, isKnown), sources: attributed.sources }
}

/** One that fails on the way is not there any more. */
function takeCopy(name: string, { base, rows }: Replay): Copy {
  const known = copies.get(name)
  copies.delete(name)
  const isThere = typeof base === 'number' && known?.seq === base
  if (!isThere) known?.close()
  if (typeof base === 'number' && !isThere) throw new Error('There is no such copy')
  const copy = isThere ? known : new Copy()
  if (typeof base !== 'number' && base !== null) copy.begin(base)
  copy.append([...unpack(rows)])
  return copy
}

/** A throw-away copy of a document that goes forth through its log. */
class Copy {
  seq = 0
  private readonly doc = prepareDoc(new Y.Doc())
  private ahead: { seq: number; update: Uint8Array }[] = []
  /** What it says where it stands, once that was asked. */
  private state: CompareState | null = null

  begin({ seq, state }: KeyFrame): void {
    Y.applyUpdateV2(this.doc, state)
    this.seq = seq
  }

  append(rows: { seq: number; update: Uint8Array }[]): void {
    this.ahead = rows
  }

  stateAt(seq: number): CompareState {
    const end = this.ahead.findIndex((row) => row.seq > seq)
    const rows = this.ahead.splice(0, end < 0 ? this.ahead.length : end)
    if (rows.length > 0) this.state = null
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update)
    })
    this.seq = seq
    this.state ??= readState(this.doc.getText(BODY))
    return this.state
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
