/** What really moved: the fewest units, and what hangs below them moves along. */

import type { Move } from './difference.ts'
import { longestRise } from './rise.ts'

export interface MoveInput {
  /** Index of the partner in the new state, for each unit of the old one; -1 for none. */
  partner: Int32Array
  parentsBefore: Int32Array
  parentsAfter: Int32Array
  /** How much text a unit of the old state holds: of equal choices the shorter ones moved. */
  sizeOf(index: number): number
}

export interface Moves {
  /** By index in the old state; `along` units right below moved with it. */
  heads: Map<number, Move>
  /** Indexes in the old state of all that moved, heads and what moved along. */
  moved: Set<number>
}

interface Group {
  /** Indexes in the old state, one after another in both states. */
  members: number[]
  size: number
}

const UNIT = 1_000_000_000

/** Groups of units that stayed together are moved as one. */
export function findMoves(input: MoveInput): Moves {
  const { partner } = input
  const groups = groupUnits(input)
  const placesAfter = groups.map(({ members }) => partner[members[0] as number] as number)
  const kept = new Set(longestRise(placesAfter, (at) => UNIT + (groups[at] as Group).size))
  const staying = groups.filter((_, at) => kept.has(at)).flatMap(({ members }) => members)
  const placesOfStaying = staying.map((index) => partner[index] as number)
  const heads = new Map<number, Move>()
  const moved = new Set<number>()
  groups.forEach(({ members }, at) => {
    const [head] = members
    if (kept.has(at) || head === undefined) return
    // Up, where it now stands before something that stood before it.
    const isUp = countBelow(placesOfStaying, partner[head] as number) < countBelow(staying, head)
    heads.set(head, { direction: isUp ? 'up' : 'down', along: members.length - 1 })
    for (const member of members) moved.add(member)
  })
  return { heads, moved }
}

/** How many of these rising numbers are below `end`. */
function countBelow(rising: readonly number[], end: number): number {
  let low = 0
  for (let high = rising.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((rising[middle] as number) < end) low = middle + 1
    else high = middle
  }
  return low
}

/** Matched units that follow each other in both states, those below the first one. */
function groupUnits({ partner, parentsBefore, parentsAfter, sizeOf }: MoveInput): Group[] {
  const matched = [...partner.keys()].filter((index) => partner[index] !== -1)
  const rankAfter = new Map(
    matched
      .map((index) => partner[index] as number)
      .sort((x, y) => x - y)
      .map((place, rank) => [place, rank]),
  )
  const groups: Group[] = []
  for (const index of matched) {
    const last = groups.at(-1)
    const previous = last?.members.at(-1)
    const head = last?.members[0]
    const rank = rankAfter.get(partner[index] as number) ?? 0
    const follows = previous !== undefined && rankAfter.get(partner[previous] as number) === rank - 1
    const isBelow =
      head !== undefined &&
      hangsBelow(index, head, parentsBefore) &&
      hangsBelow(partner[index] as number, partner[head] as number, parentsAfter)
    if (last !== undefined && follows && isBelow) {
      last.members.push(index)
      last.size += sizeOf(index)
    } else groups.push({ members: [index], size: sizeOf(index) })
  }
  return groups
}

function hangsBelow(index: number, head: number, parents: Int32Array): boolean {
  let at = parents[index] as number
  while (at > head) at = parents[at] as number
  return at === head
}
