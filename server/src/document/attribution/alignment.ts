import type { Piece } from './arrivals.ts'
import { longestChain, toStretches, type Weighed } from './chain.ts'
import { Filling } from './filling.ts'
import { Leftovers } from './leftovers.ts'
import { endOf, type Hints, isEdge, isInsideCharacter, type Match, Matcher, runAt } from './matches.ts'
import { Outline } from './outline.ts'
import type { Removed, RemovedRun, Section } from './removed.ts'
import { MARKER_SIGN } from './removed-texts.ts'
import { clip, Taken } from './taken.ts'

/** Words of a piece that are words that were removed. */
export interface Span {
  /** Where they begin in the piece. */
  at: number
  length: number
  run: RemovedRun
  /** Where they begin in `run`. */
  offset: number
}

export interface AlignmentRules {
  /** So many units are enough where they are all that was put in in one go, and all that was removed together. */
  whole: number
  /** So many units on end are enough, of which at least half stood together. */
  part: number
}

/** So many things may have been moved from different places. */
const MAX_CHAINS = 12
/** What a hint counts for beside the length. */
const HINT_WEIGHT = 16
/** What is typed has a joint at every key; words that were put in and then cut by others have one now and then. */
const MIN_BETWEEN_JOINTS = 8
/** Letters that were removed one by one could make up any words. */
const MIN_AVERAGE = 2

/**
 * Finds in pieces what was removed elsewhere. What was moved is made of stretches of what was removed, in the order in
 * which they stood; the longest chain of them is taken, then what lies between, before and after them.
 */
export class Aligner {
  private readonly removed: Removed
  private readonly rules: AlignmentRules
  private readonly matcher: Matcher
  private readonly filling: Filling
  private piece: Piece = { words: '', parts: [] }
  private hints: Hints = { anchors: [], sections: [], moved: [] }
  private outline = new Outline(this.piece)
  private taken = new Taken()

  /** @param said the words of all pieces that will be aligned */
  constructor(removed: Removed, rules: AlignmentRules, said: readonly string[]) {
    this.removed = removed
    this.rules = rules
    this.matcher = new Matcher(removed, said)
    this.filling = new Filling(removed, this.matcher)
  }

  /** The spans of a piece that were found, first in what was put in in one place, then across places. */
  align(piece: Piece, hints: Hints): Span[] {
    this.piece = piece
    this.hints = hints
    this.outline = new Outline(piece)
    this.taken = new Taken()
    const matches = this.matcher.find(piece, hints)
    if (matches.length === 0 && hints.moved.length === 0) return []
    const { places } = this.outline
    for (const place of places) this.take(matches, place)
    if (places.length > 1) this.take(matches, { from: 0, to: piece.words.length })
    new Leftovers(this.removed, this.filling, piece, this.outline, this.taken).take(matches, hints)
    return this.taken.matches.flatMap((match) => this.toSpans(match))
  }

  private take(matches: readonly Match[], section: Section): void {
    let left = matches.map((match) => clip(match, section)).flatMap((match) => this.taken.freeOf(match))
    for (let count = 0; count < MAX_CHAINS && left.length > 0; count++) {
      const chain = longestChain(left.map((match) => this.weigh(match)))
      const stretches = toStretches(this.filling.fill(this.part(chain), section))
      this.taken.add(stretches.filter((stretch) => this.isEnough(stretch)).flat())
      left = left.filter((match) => !chain.includes(match)).flatMap((match) => this.taken.freeOf(match))
    }
  }

  private weigh(match: Match): Weighed {
    const weight = match.length + (this.isHinted(match) ? HINT_WEIGHT : 0)
    return { match, weight, text: runAt(this.removed, match.place)?.text ?? 0 }
  }

  private isHinted(match: Match): boolean {
    const { anchors, sections } = this.hints
    return (
      anchors.some(({ at, place }) => at - match.at === place - match.place && at >= match.at && at < endOf(match)) ||
      sections.some(({ from, to }) => match.place >= from && match.place < to)
    )
  }

  /** Is it too much to be chance? */
  private isEnough(stretch: readonly Match[]): boolean {
    const [first, last] = [stretch[0], stretch.at(-1)]
    if (first === undefined || last === undefined) return false
    if (stretch.some((match) => this.isHinted(match))) return true
    const [from, to] = [first.at, endOf(last)]
    const joints = this.outline.jointsIn({ from, to })
    const isPutIn = joints.typed * MIN_BETWEEN_JOINTS <= to - from
    const isSolid = stretch.some(({ length }) => length >= this.rules.part / 2)
    if (isSolid && isPutIn && to - from >= this.rules.part) return true
    if (joints.all > 0 || stretch.length * MIN_AVERAGE > to - from) return false
    return this.isAllThatCame(
      { from, to },
      isEdge(this.removed, first.place) && isEdge(this.removed, last.place + last.length),
    )
  }

  private isAllThatCame({ from, to }: Section, isAllThatWent: boolean): boolean {
    const { outline, taken, rules } = this
    const { words } = this.piece
    const isWhole = outline.isEnd(words[from - 1] === MARKER_SIGN ? from - 1 : from) && outline.isEnd(to)
    if (!isAllThatWent) return false
    if (isWhole) return words.slice(from, to).replaceAll(MARKER_SIGN, '').length >= rules.whole
    const isPart = [from, to].every((at) => outline.isEdgeOfPart(at) || taken.isEdge(at))
    return isPart && to - from >= rules.part / 2
  }

  /** Where matches overlap they are parted, best where what was removed together begins or ends. */
  private part(chain: readonly Match[]): Match[] {
    const parted: Match[] = []
    for (const match of chain) {
      const before = parted.pop()
      if (before === undefined) {
        parted.push(match)
        continue
      }
      const at = this.partingOf(before, match)
      const twice = Math.max(0, before.place + before.length - match.place - Math.max(0, endOf(before) - match.at))
      const start = Math.max(match.at, at) + twice
      parted.push({ ...before, length: Math.min(before.length, at - before.at) })
      parted.push({ at: start, place: match.place + start - match.at, length: endOf(match) - start })
    }
    return parted.filter(({ length }) => length > 0)
  }

  /** Where in the piece the later of two matches takes over. */
  private partingOf(before: Match, after: Match): number {
    let best = endOf(before)
    let most = -1
    for (let at = best; at >= after.at; at--) {
      const ends = [before.place + at - before.at, after.place + at - after.at]
      const edges = ends.filter((place) => isEdge(this.removed, place)).length
      if (edges > most && !isInsideCharacter(this.piece.words, at)) [best, most] = [at, edges]
    }
    return best
  }

  private toSpans({ at, place, length }: Match): Span[] {
    const spans: Span[] = []
    for (let done = 0; done < length; ) {
      const run = runAt(this.removed, place + done)
      if (run === undefined) break
      const offset = place + done - run.start
      const part = Math.min(length - done, run.length - offset)
      spans.push({ at: at + done, length: part, run, offset })
      done += part
    }
    return spans
  }
}
