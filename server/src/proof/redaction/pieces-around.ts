// The signs around the places of a text that a row touched and the marks of proposals they stand under: as much as words may
// reach that go across one of the places in some reading. What stands around several of them is gone through once: one row
// may touch thousands that stand beside each other, and marks are in force from where their block begins.

import type * as Y from 'yjs'
import { isHidden } from '../../document/index.ts'
import type { Piece } from './readings.ts'
import { isBorder, isFence, type Marks, marksAfter, marksOn, NO_MARKS, weightOf } from './text-items.ts'
import { Walk } from './walk-around.ts'

/** A piece and the item whose signs it is. */
export interface PlacedPiece extends Piece {
  item: Y.Item
}

export interface Around {
  places: ReadonlySet<Y.Item>
  /** Of the words that are looked for. */
  length: number
  /**
   * The marks in force before items, as far as they are known; what is learnt is added. Null where the text never had any:
   * then nothing needs to be read from where its formats begin.
   */
  known: Map<Y.Item, Marks> | null
}

/** Where a walk begins, and the first place that it comes to. */
interface Start {
  item: Y.Item
  marks: Marks
  place: Y.Item
}

/** Pieces around these places, themselves included: those of one stretch follow each other. A step is an item. */
export function* piecesAround(around: Around): Generator<void, PlacedPiece[][]> {
  const stretches: PlacedPiece[][] = []
  const next = new Map<Y.Item, Y.Item>()
  const starts: Start[] = []
  for (const place of around.places) {
    const start = yield* startBefore(place, around)
    if ('before' in start) next.set(start.before, place)
    else starts.push({ ...start, place })
  }
  // Only now: what a walk learns of marks would end the way back from other places before it meets one.
  for (const start of starts) stretches.push(...(yield* stretchesFrom(start, next, around)))
  return stretches
}

/** Where formats begin that are in force at the place, or as far as words may reach; or the next place before it. */
function* startBefore(
  place: Y.Item,
  { places, length, known }: Around,
): Generator<void, Omit<Start, 'place'> | { before: Y.Item }> {
  let item = place
  let room = length
  for (let { left } = place; left !== null; left = left.left) {
    yield
    if (isFence(left)) break
    const marks = known === null ? NO_MARKS : known.get(left)
    const isBare = marks?.length === 0
    if (marks !== undefined && (room <= 0 || (isBare && isBorder(left))))
      return { item, marks: marksAfter(marks, left) }
    if (places.has(left)) return { before: left }
    item = left
    if (isBare && !isHidden(left)) room -= weightOf(left)
  }
  return { item, marks: NO_MARKS }
}

function* stretchesFrom(start: Start, next: ReadonlyMap<Y.Item, Y.Item>, { length, known }: Around) {
  const walk = new Walk(length)
  let { marks } = start
  let place: Y.Item | undefined = start.place
  for (let item: Y.Item | null = start.item; item !== null; item = item.right) {
    yield
    known?.set(item, marks)
    const own = isHidden(item) ? null : { item, marks: marksOn(item, marks) }
    if (item === place) {
      walk.meet(item, own)
      place = next.get(item)
    } else if (!walk.pass(item, own) && place === undefined) break
    marks = marksAfter(marks, item)
  }
  return yield* walk.stretches()
}
