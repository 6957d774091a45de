/** What a changed unit is counted under, and what else is to be said of it. */
import type { BlockDifference, Category, Move, Piece, UnitState } from './difference.ts'
import type { Moves } from './moves.ts'
import type { Partners } from './partners.ts'
import { isVisible } from './tables.ts'
import type { DescribedUnits } from './unit-states.ts'

/** Kinds whose empty blocks nobody sees. */
const UNMARKED = ['paragraph', 'heading', 'quote', 'bullet', 'number']
/** Kinds whose level is shown. */
const LEVELLED = ['heading', 'bullet', 'number']

/** The words of a block, or of a part of one, by the indexes of the units they belong to. */
export interface Written {
  a: number | null
  b: number | null
  pieces: Piece[]
  spacing: boolean
  splitFrom: string | null
  joinedTo: string | null
}

export interface Base {
  before: UnitState | null
  after: UnitState | null
  move: Move | null
}

/** What became of words in their place: the most that became of any of them. */
type InnerChange = 'wording' | 'link' | 'look'

/** A unit counts once, under what matters most: another address is another statement, other than another look. */
export function categoryOf({ before, after, move }: Base, inner: InnerChange | null): Category | null {
  if (before === null) return 'added'
  if (after === null) return 'removed'
  if (move !== null) return inner === 'wording' ? 'movedReworded' : 'moved'
  if (inner === 'wording' || inner === 'link') return inner
  if (before.kind !== after.kind) return 'kind'
  if (before.level !== after.level && LEVELLED.includes(after.kind)) return 'level'
  return inner
}

function innerChangeOf(pieces: readonly Piece[]): InnerChange | null {
  if (pieces.some(({ change }) => change === 'delete' || change === 'insert')) return 'wording'
  const relooked = pieces.filter(isVisible)
  if (relooked.length === 0) return null
  return relooked.some(isRelinked) ? 'link' : 'look'
}

function isRelinked(piece: Piece): boolean {
  return piece.change === 'keep' && piece.lookBefore !== undefined && piece.lookBefore.link !== piece.look.link
}

interface Described {
  unitsBefore: DescribedUnits
  unitsAfter: DescribedUnits
  partners: Partners
  moves: Moves
}

/** Names units and says what became of them. */
export class UnitJudge {
  private readonly all: Described

  constructor(all: Described) {
    this.all = all
  }

  block({ a, b, pieces, spacing, splitFrom, joinedTo }: Written): BlockDifference {
    const base = this.base(a, b)
    const isUnseen = this.isUnseen(base.before ?? base.after, pieces) && (a === null || b === null)
    let category: Category | null = categoryOf(base, innerChangeOf(pieces))
    if (splitFrom !== null) category = 'split'
    else if (joinedTo !== null) category = 'joined'
    else if (isUnseen || this.isLending(a, b)) category = null
    return { type: 'block', ...base, category, spacing: spacing || isUnseen, splitFrom, joinedTo, pieces }
  }

  base(a: number | null, b: number | null) {
    const { unitsBefore, unitsAfter, moves } = this.all
    const before = a === null ? null : (unitsBefore.states[a] as UnitState)
    const after = b === null ? null : (unitsAfter.states[b] as UnitState)
    const move = a === null ? null : (moves.heads.get(a) ?? null)
    const isSameKind = before !== null && after !== null && before.kind === after.kind
    return { before, after, move, renumbered: isSameKind && move === null && before.label !== after.label }
  }

  /** An empty block without a mark. */
  private isUnseen(unit: UnitState | null, pieces: readonly Piece[]): boolean {
    return unit !== null && UNMARKED.includes(unit.kind) && pieces.every(({ text }) => text.trim() === '')
  }

  /** An empty § that came or went with the ust on whose line its mark stands is told of by that ust. */
  private isLending(a: number | null, b: number | null): boolean {
    const { unitsBefore, unitsAfter, partners } = this.all
    if (a === null && b !== null) return unitsAfter.lends[b] === true && partners.ofB[b + 1] === -1
    return a !== null && b === null && unitsBefore.lends[a] === true && partners.ofA[a + 1] === -1
  }
}
