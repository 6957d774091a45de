/** Writes the difference of one unit, or of the units that were one before or are one now. */
import { categoryOf, UnitJudge, type Written } from './categories.ts'
import type { BlockDifference, Piece, UnitDifference } from './difference.ts'
import { type Allowance, READABLE } from './hunks.ts'
import { LineComparison } from './line-comparison.ts'
import type { Moves } from './moves.ts'
import { mergeOrders, type Place } from './order.ts'
import { invert, type Joints, type Partners } from './partners.ts'
import { type Border, wholePieces } from './pieces.ts'
import type { Lines } from './side-text.ts'
import {
  type CompareState,
  type StateBlock,
  type StateRun,
  type StateTable,
  type StateUnit,
  sameLook,
  textOf,
} from './state.ts'
import { TableComparison } from './tables.ts'
import { countWords, type Vocabulary } from './tokens.ts'
import type { DescribedUnits } from './unit-states.ts'

interface Compared {
  before: CompareState
  after: CompareState
  unitsBefore: DescribedUnits
  unitsAfter: DescribedUnits
  partners: Partners
  joints: Joints
  moves: Moves
  words: Vocabulary
  /** No comparison of whatever kind takes out and puts in fewer words. */
  fewest: number
}

/** The differences of one place, once it is known how many words may be spent on making them readable. */
type Prepared = (allowance: Allowance) => UnitDifference[]

export class UnitWriter {
  private readonly all: Compared
  private readonly judge: UnitJudge
  /** By index of the matched block before: the indexes of what was split from it, in order. */
  private readonly splits: Map<number, number[]>
  /** By index of the matched block after: the indexes of what was joined to it, in order. */
  private readonly joins: Map<number, number[]>
  /** What was split off, until its place comes. */
  private readonly waiting = new Map<number, BlockDifference[]>()
  /** The fewest words that must be taken out and put in. */
  private words = 0
  private readonly prepared: readonly Prepared[]

  constructor(all: Compared) {
    this.all = all
    this.judge = new UnitJudge(all)
    this.splits = invert(all.joints.splitFrom)
    this.joins = invert(all.joints.joinedTo)
    const places = mergeOrders(all.partners.ofA, all.after.length, all.moves.moved)
    this.prepared = places.map((place) => this.prepare(place))
  }

  /** Does it take more than it may, going by what no comparison can do without? */
  get isDear(): boolean {
    return this.words > (1 + READABLE) * this.all.fewest
  }

  /** All units, in the order of the new state. */
  write(): UnitDifference[] {
    const allowance = { left: Math.floor((1 + READABLE) * this.all.fewest - this.words) }
    return this.prepared.flatMap((write) => write(allowance))
  }

  /** Nothing for what is written with another unit. */
  private prepare({ a, b }: Place): Prepared {
    const { before, after, joints } = this.all
    const [was, is] = [before[a ?? -1] ?? null, after[b ?? -1] ?? null]
    if (a !== null && b === null && joints.joinedTo[a] !== -1) return () => []
    if (b !== null && a === null && joints.splitFrom[b] !== -1) return () => this.waiting.get(b) ?? []
    if (a !== null && b !== null && (this.splits.has(a) || this.joins.has(b))) return this.prepareJoint(a, b)
    if (was?.type === 'table' || is?.type === 'table')
      return this.prepareTable(was as StateTable, is as StateTable, a, b)
    return this.prepareBlock(was, is, a, b)
  }

  private prepareBlock(was: StateBlock | null, is: StateBlock | null, a: number | null, b: number | null): Prepared {
    const simple = simplePieces(was, is)
    const place = { a, b, splitFrom: null, joinedTo: null }
    if (simple !== null) {
      if (was === null || is === null) this.words += countWords(this.all.words.tokens(textOf((was ?? is)?.runs ?? [])))
      return () => [this.judge.block({ ...place, pieces: simple, spacing: false })]
    }
    const comparison = new LineComparison([was?.runs ?? []], [is?.runs ?? []], this.all.words)
    this.words += comparison.words
    return (allowance) => {
      const { parts, spacing } = comparison.write(allowance)
      return [this.judge.block({ ...place, pieces: parts.filter((part) => 'change' in part), spacing })]
    }
  }

  /** Words flow through several blocks: each border that came or went begins a difference of its own. */
  private prepareJoint(a: number, b: number): Prepared {
    const { before, after } = this.all
    const olds = [a, ...(this.joins.get(b) ?? [])]
    const news = [b, ...(this.splits.get(a) ?? [])]
    const lines = (state: CompareState, indexes: number[]): Lines => indexes.map((at) => (state[at] as StateBlock).runs)
    const comparison = new LineComparison(lines(before, olds), lines(after, news), this.all.words)
    this.words += comparison.words
    return (allowance) => {
      const { parts, spacing } = comparison.write(allowance)
      for (const [place, written] of this.flow(parts, spacing, olds, news)) this.waiting.set(place, written)
      return this.waiting.get(b) ?? []
    }
  }

  /** By index of the block after: its own difference, and those of what was joined to it. */
  private flow(parts: readonly (Piece | Border)[], spacing: boolean, olds: readonly number[], news: readonly number[]) {
    const { before, after } = this.all
    let [from, to] = [olds[0] as number, news[0] as number]
    let current: Written = { a: from, b: to, pieces: [], spacing, splitFrom: null, joinedTo: null }
    const written = [current]
    for (const part of parts) {
      if ('change' in part) {
        current.pieces.push(part)
        continue
      }
      if (part.border === 'split') {
        to = news[part.which] as number
        current = {
          a: null,
          b: to,
          pieces: [],
          spacing: false,
          splitFrom: (before[from] as StateUnit).id,
          joinedTo: null,
        }
      } else {
        from = olds[part.which] as number
        current = {
          a: from,
          b: null,
          pieces: [],
          spacing: false,
          splitFrom: null,
          joinedTo: (after[to] as StateUnit).id,
        }
      }
      written.push(current)
    }
    const flows = new Map<number, BlockDifference[]>()
    let place = news[0] as number
    for (const each of written) {
      place = each.b ?? place
      flows.set(place, [...(flows.get(place) ?? []), this.judge.block(each)])
    }
    return flows
  }

  private prepareTable(was: StateTable | null, is: StateTable | null, a: number | null, b: number | null): Prepared {
    const comparison = new TableComparison(was, is, this.all.words)
    this.words += comparison.words
    return (allowance) => {
      const { columns, rows, isChanged, spacing } = comparison.write(allowance)
      const base = this.judge.base(a, b)
      const category = was !== null && is !== null && isChanged ? 'table' : categoryOf(base, null)
      return [{ type: 'table', ...base, category, spacing, columns, rows }]
    }
  }
}

/** Where no words need be compared: it came or went as a whole, or is the same; else null. */
function simplePieces(was: StateBlock | null, is: StateBlock | null): Piece[] | null {
  if (was === null || is === null) {
    return was === null ? wholePieces(is?.runs ?? [], 'insert') : wholePieces(was.runs, 'delete')
  }
  return isSame(was.runs, is.runs) ? is.runs.map(({ text, look }) => ({ change: 'keep', text, look })) : null
}

function isSame(was: readonly StateRun[], is: readonly StateRun[]): boolean {
  if (was === is) return true
  return (
    was.length === is.length && was.every((run, at) => run.text === is[at]?.text && sameLook(run.look, is[at].look))
  )
}
