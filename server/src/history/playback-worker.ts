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
import { type Attributed, attribute } from './compare-attribution.ts'
import type { AuthoredRow } from './compare-authorship.ts'
import type { ChangeSource, SourceRow } from './compare-sources.ts'
import type { KeyFrame } from './playback-key-frames.ts'
import { type Replay, unpack } from './playback-replay.ts'

/** A row of the step, or one by which something was written that a proposal brought in the step. */
export type StepRow = SourceRow & AuthoredRow & { kind: string }

export interface FrameJob {
  replay: Replay
  /** At or after the base. */
  seq: number
  /** The place the difference is made from, between both; null where none is asked for. */
  since: number | null
  /** Of the step, in order. */
  rows: readonly StepRow[]
  /** Whether the text at `since` is known where the frame goes to. */
  isKnown: boolean
  /** Where to keep a key frame on the way; null where there is one. */
  keepAt: number | null
}

export interface MadeFrame {
  /** `encodeFrame` of its units. */
  units: string
  sources: readonly ChangeSource[]
  keyFrame: KeyFrame | null
}

/** Throws where a piece of the log cannot be read. */
export function makeFrame({ replay, seq, since, rows, isKnown, keepAt }: FrameJob): MadeFrame {
  const player = new Player(replay)
  const keyFrame = keepAt === null ? null : player.keyFrameAt(keepAt)
  const before = since === null ? null : player.stateAt(since)
  const after = player.stateAt(seq)
  player.close()
  if (before === null || since === null) {
    const units = compare(after, after).units.map((unit) => ({ unit, by: null }))
    return { units: encodeFrame(units, false), sources: [], keyFrame }
  }
  const attributed = attribute(compare(before, after), rows, since, null)
  const units = attributed.difference.units.map((unit): FrameUnit => ({ unit, by: creditOf(unit, attributed) }))
  return { units: encodeFrame(units, isKnown), sources: attributed.sources, keyFrame }
}

/** A throw-away copy that goes forth through a log. */
class Player {
  private readonly doc = prepareDoc(new Y.Doc())
  private readonly rows: { seq: number; update: Uint8Array }[]
  private next = 0
  private seq: number

  constructor({ base, rows }: Replay) {
    this.seq = base?.seq ?? 0
    this.rows = [...unpack(rows)]
    if (base !== null) Y.applyUpdateV2(this.doc, base.state)
  }

  /** Null where nothing was replayed to get there. */
  keyFrameAt(seq: number): KeyFrame | null {
    this.forward(seq)
    return this.next === 0 ? null : { seq: this.seq, state: Y.encodeStateAsUpdateV2(this.doc) }
  }

  stateAt(seq: number): CompareState {
    this.forward(seq)
    return readState(this.doc.getText(BODY))
  }

  close(): void {
    this.doc.destroy()
  }

  private forward(to: number): void {
    this.doc.transact(() => {
      for (let row = this.rows[this.next]; row !== undefined && row.seq <= to; row = this.rows[++this.next]) {
        Y.applyUpdate(this.doc, row.update)
        this.seq = row.seq
      }
    })
  }
}

function creditOf(unit: UnitDifference, { sourcesOf, sourceOfLine }: Attributed): UnitCredit {
  const { standing, kind, level } = sourcesOf(unit)
  const [columns, rows] = unit.type === 'table' ? [unit.columns, unit.rows] : [[], []]
  return { unit: standing, kind, level, columns: columns.map(sourceOfLine), rows: rows.map(sourceOfLine) }
}
