// What of a text, gone through from left to right, is near enough to places in it for words to go across one of them.

import type * as Y from 'yjs'
import type { PlacedPiece } from './pieces-around.ts'
import type { Mark } from './readings.ts'
import { isBorder, isFence, type Marks, markOf, signsOf, weightOf, wordsOf } from './text-items.ts'

/** An item that is shown. */
export interface Shown {
  item: Y.Item
  marks: Marks
}

export class Walk {
  private readonly length: number
  private readonly shown: Shown[] = []
  private readonly near = new Set<Shown>()
  /** How many were shown before each place. */
  private readonly places = new Set<number>()
  /** Marks that a place opens or closes: all that stands under them stands there otherwise now. */
  private readonly open = new Set<string>()
  /** How far words still reach that go across a place before. */
  private room = 0

  /** @param length of the words */
  constructor(length: number) {
    this.length = length
  }

  /** A place; null where it is not shown. */
  meet(item: Y.Item, own: Shown | null): void {
    if (own !== null && isFence(item)) this.open.clear()
    this.places.add(this.shown.length)
    this.room = this.length
    if (own !== null) this.add(own)
    const mark = markOf(item)
    if (mark !== null) this.open.add(nameOf(mark))
  }

  /** What is no place; false where no words reach that far from those before. */
  pass(item: Y.Item, own: Shown | null): boolean {
    if (own !== null) {
      const isBare = own.marks.length === 0
      if (isFence(item)) this.open.clear()
      if (this.open.size === 0 && isBare && isBorder(item)) this.room = 0
      this.add(own)
      if (this.open.size === 0 && isBare) this.room -= weightOf(item)
    }
    const mark = item.deleted ? null : markOf(item)
    if (mark !== null && this.open.delete(nameOf(mark))) this.room = this.length
    return this.isNear
  }

  /** Those that are near, where none between them is not. A step is an item. */
  *stretches(): Generator<void, PlacedPiece[][]> {
    yield* this.lookBack()
    const stretches: PlacedPiece[][] = []
    let wasNear = false
    for (const each of this.shown) {
      yield
      const isNear = this.near.has(each)
      if (isNear && !wasNear) stretches.push([])
      if (isNear) stretches.at(-1)?.push({ ...each, words: wordsOf(each.item) })
      wasNear = isNear
    }
    return stretches
  }

  private get isNear(): boolean {
    return this.room > 0 || this.open.size > 0
  }

  private add(own: Shown): void {
    this.shown.push(own)
    if (this.isNear) this.near.add(own)
  }

  /** The same from right to left, from where words may reach a place. */
  private *lookBack(): Generator<void, void> {
    let room = 0
    for (let index = this.shown.length - 1; index >= 0; index -= 1) {
      yield
      if (this.places.has(index + 1)) room = this.length
      const own = this.shown[index] as Shown
      const isBare = own.marks.length === 0
      if (isBare && signsOf(own.item) === null) room = 0
      if (room <= 0) continue
      this.near.add(own)
      if (isBare) room -= weightOf(own.item)
    }
  }
}

function nameOf({ name, id }: Mark): string {
  return `${name}:${id}`
}
