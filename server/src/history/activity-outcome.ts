// What became of units in one sitting. A unit is counted once, by what its words, its kind or its place are at the end
// against what they were at the beginning; where others changed it in between, by what this person did to it.

import { createHash } from 'node:crypto'
import { longestRise } from '../document/compare/index.ts'
import type { BlockKind } from '../document/index.ts'
import type { UnitChange, UnitOrder, UnitState } from './activity-units.ts'

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

/** How units stood before the first row of a sitting that moved one, and after the last. JSON. */
export interface SittingOrder extends UnitOrder {
  /** Those that others moved between. */
  others: string[]
}

type Records = Readonly<Record<string, UnitRecord>>

/** What became of units, by id; those that are as they were are left out. */
export function outcomesOf(units: Records, order: SittingOrder | undefined): Map<string, Outcome> {
  const moved = Object.keys(units).filter((id) => ((units[id]?.did ?? 0) & DID.place) !== 0)
  const elsewhere = order === undefined ? new Set(moved) : standElsewhere(moved, order)
  return new Map(
    Object.entries(units).flatMap(([id, record]) => {
      const outcome = outcomeOf(record, elsewhere.has(id))
      return outcome === null ? [] : [[id, outcome] as const]
    }),
  )
}

/** Of units that a person moved, those that did not come back to where they stood among the others. */
function standElsewhere(moved: readonly string[], { before, after, others }: SittingOrder): Set<string> {
  const [own, foreign] = [new Set(moved), new Set(others)]
  const places = new Map(after.map((id, place) => [id, place]))
  const common = [...new Set(before)].filter((id) => places.has(id))
  // The fewest that moved, and rather those that somebody moved than those that nobody did.
  const kept = longestRise(
    common.map((id) => places.get(id) ?? 0),
    (at) => weightOf(common[at] ?? ''),
  )
  const stayed = new Set(kept.map((at) => common[at]))
  return new Set(moved.filter((id) => foreign.has(id) || (places.has(id) && !stayed.has(id))))

  function weightOf(id: string): number {
    if (own.has(id)) return 2
    return foreign.has(id) ? 1 : UNMOVED
  }
}

const UNMOVED = 1_000_000

function outcomeOf({ before, after, mixed, did }: UnitRecord, isElsewhere: boolean): Outcome | null {
  if (before === null) return after === null ? null : 'added'
  if (after === null) return 'removed'
  const bits = (mixed ? did & ~DID.place : differences(before, after)) | (isElsewhere ? DID.place : 0)
  if (bits & DID.words) return 'reworded'
  if (bits & DID.kind) return 'rekinded'
  if (bits & DID.place) return 'moved'
  return bits & DID.look ? 'reformatted' : null
}

export function countUnits(units: Records, outcomes: ReadonlyMap<string, Outcome>): UnitCounts {
  const counts: UnitCounts = { reworded: 0, moved: 0, rekinded: 0, reformatted: 0, added: {}, removed: {} }
  for (const [id, outcome] of outcomes) {
    if (outcome === 'added') countKind(counts.added, units[id]?.after)
    else if (outcome === 'removed') countKind(counts.removed, units[id]?.before)
    else counts[outcome] += 1
  }
  return counts
}

function countKind(counts: UnitCounts['added'], print: UnitPrint | null | undefined): void {
  if (print) counts[print[0]] = (counts[print[0]] ?? 0) + 1
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
