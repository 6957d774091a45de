import type { Piece } from './arrivals.ts'
import type { Filling } from './filling.ts'
import { endOf, type Hints, type Match, runAt } from './matches.ts'
import type { Outline } from './outline.ts'
import type { Removed, Section } from './removed.ts'
import { MARKER_SIGN } from './removed-texts.ts'
import { clip, type Taken } from './taken.ts'

/** A letter that is missing may have been typed at the same time. */
const MIN_REST = 2
/** Of words that came at once, so many times what is missing must be found. */
const MOST_OF_PART = 4

/** What was moved beside and between what was found to be moved, and is too short to be found alone. */
export class Leftovers {
  private readonly removed: Removed
  private readonly filling: Filling
  private readonly piece: Piece
  private readonly outline: Outline
  private readonly taken: Taken

  constructor(removed: Removed, filling: Filling, piece: Piece, outline: Outline, taken: Taken) {
    this.removed = removed
    this.filling = filling
    this.piece = piece
    this.outline = outline
    this.taken = taken
  }

  take(matches: readonly Match[], { moved }: Hints): void {
    this.takeBeside()
    for (const match of [...this.taken.matches]) this.takeOtherEnds(match)
    for (const place of this.outline.places) {
      const isMoved = this.taken.touches(place) || moved.some((at) => at >= place.from && at < place.to)
      if (isMoved) this.takeRest(place, matches)
    }
  }

  /** What stood right beside what was found: a marker that stays parts what is moved. */
  private takeBeside(): void {
    const found = this.taken.inOrder()
    for (let index = 0; index <= found.length; index++) {
      const [before, after] = [found[index - 1] ?? null, found[index] ?? null]
      const gap = this.withoutMarkers(before === null ? 0 : endOf(before), after?.at ?? this.piece.words.length)
      if (gap.from >= gap.to) continue
      for (const stretch of [this.filling.beside(gap, before, null), this.filling.beside(gap, null, after)]) {
        const length = stretch.reduce((sum, match) => sum + match.length, 0)
        const isToEnd = this.outline.isEnd(gap.from + length) || this.outline.isEnd(gap.to - length)
        if (isToEnd && stretch.every((match) => this.taken.isFree(match))) this.taken.add(stretch)
      }
    }
  }

  /** What was put in elsewhere is all that is left of words whose other part was moved. */
  private takeOtherEnds(match: Match): void {
    // It may go over several runs that stood beside each other.
    const first = runAt(this.removed, match.place)
    const end = match.place + match.length
    const last = runAt(this.removed, end - 1)
    if (first === undefined || last === undefined) return
    const ends = [
      { place: first.start, length: match.place - first.start },
      { place: end, length: last.start + last.length - end },
    ]
    for (const { place, length } of ends) {
      if (length < MIN_REST || this.isUsed(place, length)) continue
      const places = this.outline.places.filter(({ from, to }) => to - from === length)
      const found = places.flatMap(({ from }) => this.filling.same({ at: from, place, length }))
      this.taken.add(found.slice(0, 1))
    }
  }

  private isUsed(place: number, length: number): boolean {
    return this.taken.matches.some((each) => each.place < place + length && place < each.place + each.length)
  }

  /** What came at once was moved as a whole, or not: what is still missing of it is looked for anywhere. */
  private takeRest(place: Section, matches: readonly Match[]): void {
    const parts = this.outline.parts.filter(({ from, to }) => from >= place.from && to <= place.to)
    for (const part of parts) {
      const rest = this.taken.freeOf({ at: part.from, place: 0, length: part.to - part.from })
      for (const gap of rest) this.taken.add(this.findRest(gap, part, matches))
    }
  }

  private findRest(gap: Match, part: Section, matches: readonly Match[]): Match[] {
    const inside = { from: gap.at, to: endOf(gap) }
    const whole = matches.map((match) => clip(match, inside)).find(({ length }) => length === gap.length)
    if (whole !== undefined) return [whole]
    const isMost = gap.length * MOST_OF_PART <= part.to - part.from
    if (gap.length < MIN_REST) return isMost ? this.filling.inside(inside, this.piece.words) : []
    const found = this.filling.anywhere(inside)
    return found.length > 0 ? found : this.filling.inside(inside, this.piece.words)
  }

  /** A split or a join may have put a marker in between. */
  private withoutMarkers(start: number, end: number): Section {
    const { words } = this.piece
    let [from, to] = [start, end]
    while (from < to && from > 0 && words[from] === MARKER_SIGN) from++
    while (to > from && to < words.length && words[to - 1] === MARKER_SIGN) to--
    return { from, to }
  }
}
