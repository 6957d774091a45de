// States that were compared lately, read and ready: the one that was used last is last. They take a bounded room, whatever
// they are of.

import type { CompareState, ProposedIds, StateRun } from '../document/index.ts'

/** A state with the place of the log that it is of. */
export interface PlacedState {
  state: CompareState
  seq: number
  /** What the proposal marks that counts as accepted in it; null where none does. */
  own: ProposedIds | null
}

/** Ten states of fifty pages that a hundred thousand changes wrote, many more of others. */
const MAX_BYTES = 32 * 2 ** 20
/** What an object takes beside its words. */
const RANGE_BYTES = 80
const RUN_BYTES = 160
const UNIT_BYTES = 512

export class KeptStates {
  private readonly maxBytes: number
  private readonly states = new Map<string, PlacedState & { bytes: number }>()
  private bytes = 0

  constructor(maxBytes = MAX_BYTES) {
    this.maxBytes = maxBytes
  }

  find(name: string): PlacedState | null {
    const found = this.states.get(name)
    if (found === undefined) return null
    this.states.delete(name)
    this.states.set(name, found)
    return found
  }

  keep(name: string, placed: PlacedState): void {
    this.drop(name)
    const bytes = sizeOf(placed)
    this.states.set(name, { ...placed, bytes })
    this.bytes += bytes
    for (const oldest of this.states.keys()) {
      if (this.bytes <= this.maxBytes) break
      this.drop(oldest)
    }
  }

  names(): string[] {
    return [...this.states.keys()]
  }

  private drop(name: string): void {
    this.bytes -= this.states.get(name)?.bytes ?? 0
    this.states.delete(name)
  }
}

/** About so many bytes. */
function sizeOf({ state, own }: PlacedState): number {
  let bytes = own === null ? 0 : RANGE_BYTES * (own.in.length + own.out.length)
  const addRuns = (runs: readonly StateRun[]): void => {
    for (const { text } of runs) bytes += RUN_BYTES + 2 * text.length
  }
  for (const unit of state) {
    bytes += UNIT_BYTES
    if (unit.type === 'block') addRuns(unit.runs)
    else for (const cell of unit.rows.flatMap(({ cells }) => cells)) addRuns(cell)
  }
  return bytes
}
