import { CATEGORIES, type Counts, type Difference, type UnitDifference } from './difference.ts'
import { findFarJoints } from './far-joints.ts'
import { readTogether } from './global-alignment.ts'
import { fewestWords, matchAlike, matchElsewhere, readSaid, type Said } from './match-units.ts'
import { findMoves, type Moves } from './moves.ts'
import { readRegions } from './regions.ts'
import type { CompareState } from './state.ts'
import { Vocabulary } from './tokens.ts'
import { UnitWriter } from './unit-differences.ts'
import { describeUnits } from './unit-states.ts'

/**
 * What was done to a document between two of its states. Pure; takes time that grows with what differs, and a little
 * with the length. Units are told apart by their ids, and by what they say where they were made again; inside a unit
 * words are compared. White space is exact in the data and counts as no change.
 */
export function compare(before: CompareState, after: CompareState): Difference {
  const words = new Vocabulary()
  const [a, b] = [readSaid(before, words), readSaid(after, words)]
  const partners = matchAlike(a, b)
  const joints = readRegions(a, b, partners, words.effort)
  matchElsewhere(a, b, partners, joints)
  findFarJoints(a, b, partners, joints, words.effort)
  const [unitsBefore, unitsAfter] = [describeUnits(before), describeUnits(after)]
  const fewest = fewestWords(a, b, words)
  const movesOf = (): Moves =>
    findMoves({
      partner: partners.ofA,
      parentsBefore: unitsBefore.parents,
      parentsAfter: unitsAfter.parents,
      sizeOf: (i) => weightOf(a[i]) + weightOf(b[partners.ofA[i] ?? -1]),
    })
  const known = { before, after, unitsBefore, unitsAfter, partners, joints, words, fewest }
  const moves = movesOf()
  let writer = new UnitWriter({ ...known, moves })
  if (writer.isDear && readTogether({ a, b, partners, joints, moved: moves.moved, effort: words.effort })) {
    writer = new UnitWriter({ ...known, moves: movesOf() })
  }
  const units = writer.write()
  return { units, counts: countChanges(units) }
}

/** The same in both directions; of two units that say the same one is always the heavier. */
function weightOf(said: Said | undefined): number {
  let hash = 7
  for (const character of said?.unit.id ?? '') hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return (said?.text.length ?? 0) + hash / 131_072
}

/** Changed units by what became of them. */
export function countChanges(units: readonly UnitDifference[]): Counts {
  const counts = Object.fromEntries(CATEGORIES.map((category) => [category, 0])) as Counts
  counts.units = 0
  counts.renumbered = 0
  counts.spacing = 0
  for (const { category, renumbered, spacing } of units) {
    if (category !== null) {
      counts[category] += 1
      counts.units += 1
    }
    if (renumbered) counts.renumbered += 1
    if (spacing) counts.spacing += 1
  }
  return counts
}
