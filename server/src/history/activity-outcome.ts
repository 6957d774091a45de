// What became of units in one sitting. A unit is counted once, by what its words, its kind or its place are at the end
// against what they were at the beginning; where others changed it in between, by what this person did to it.

import { createHash } from 'node:crypto'
import type { BlockKind } from '../document/index.ts'
import type { UnitChange, UnitState } from './activity-units.ts'

/** Kind, level, and prints of the words and of their looks: enough to tell whether a unit is as it was. */
export type UnitPrint = readonly [kind: BlockKind | 'table', level: number, words: string, look: string]

/** What one sitting did to a unit so far. JSON. */
export interface UnitRecord {
  before: UnitPrint | null
  after: UnitPrint | null
  /** Somebody else changed it between. */
  mixed: boolean
  /** What this person's rows did, in bits of `DID`. */
  did: number
}

const DID = { words: 1, kind: 2, place: 4, look: 8 } as const

export type Outcome = 'reworded' | 'added' | 'removed' | 'moved' | 'rekinded' | 'reformatted'

/** Units by what became of them; added and removed ones by their kind. */
export interface UnitCounts {
  reworded: number
  moved: number
  rekinded: number
  reformatted: number
  added: Partial<Record<UnitPrint[0], number>>
  removed: Partial<Record<UnitPrint[0], number>>
}

/** What a sitting did to a unit, with one row more. */
export function withChange(known: UnitRecord | undefined, change: UnitChange): UnitRecord {
  const [before, after] = [printOf(change.before), printOf(change.after)]
  const did = (known?.did ?? 0) | bitsOf(change)
  if (known === undefined) return { before, after, mixed: false, did }
  return { before: known.before, after, mixed: known.mixed || !isSamePrint(known.after, before), did }
}

/** Null where the unit is as it was. */
export function outcomeOf({ before, after, mixed, did }: UnitRecord): Outcome | null {
  if (before === null) return after === null ? null : 'added'
  if (after === null) return 'removed'
  const bits = mixed ? did : differences(before, after) | (did & DID.place)
  if (bits & DID.words) return 'reworded'
  if (bits & DID.kind) return 'rekinded'
  if (bits & DID.place) return 'moved'
  return bits & DID.look ? 'reformatted' : null
}

export function countUnits(records: Iterable<UnitRecord>): UnitCounts {
  const counts: UnitCounts = { reworded: 0, moved: 0, rekinded: 0, reformatted: 0, added: {}, removed: {} }
  for (const record of records) {
    const outcome = outcomeOf(record)
    if (outcome === 'added') countKind(counts.added, record.after)
    else if (outcome === 'removed') countKind(counts.removed, record.before)
    else if (outcome !== null) counts[outcome] += 1
  }
  return counts
}

function countKind(counts: UnitCounts['added'], print: UnitPrint | null): void {
  if (print !== null) counts[print[0]] = (counts[print[0]] ?? 0) + 1
}

function bitsOf({ before, after, isMoved }: UnitChange): number {
  const place = isMoved ? DID.place : 0
  if (before === null || after === null) return place
  const words = before.words === after.words ? 0 : DID.words
  const kind = before.kind === after.kind && before.level === after.level ? 0 : DID.kind
  // Other words have other looks.
  const look = words === 0 && before.look !== after.look ? DID.look : 0
  return place | words | kind | look
}

function differences(before: UnitPrint, after: UnitPrint): number {
  const words = before[2] === after[2] ? 0 : DID.words
  const kind = before[0] === after[0] && before[1] === after[1] ? 0 : DID.kind
  return words | kind | (before[3] === after[3] ? 0 : DID.look)
}

function isSamePrint(a: UnitPrint | null, b: UnitPrint | null): boolean {
  return a === null || b === null ? a === b : a.every((part, index) => part === b[index])
}

function printOf(state: UnitState | null): UnitPrint | null {
  return state && [state.kind, state.level, print(state.words), print(state.look)]
}

/** 96 bits: nobody can make other words with the same print. */
function print(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
