import { endOf, type Match, type Matcher, runAt, runIndexAt } from './matches.ts'
import type { Removed, Section } from './removed.ts'

/** So many runs may lie between two stretches: others removed them, or the same person at another time. */
const MAX_SKIPPED = 64
/** The same between what was found and what is right beside it, which is too short to be found on its own. */
const MAX_SKIPPED_BESIDE = 4

/** So many fragments are tried to make up one gap. */
const MAX_TRIES = 2_000

/** Once in so many units is seldom. */
const RARE = 64

type Fragment = Pick<Match, 'place' | 'length'>

/** Finds what is too short to be looked up, by what was found around it. */
export class Filling {
  private readonly removed: Removed
  private readonly matcher: Matcher

  constructor(removed: Removed, matcher: Matcher) {
    this.removed = removed
    this.matcher = matcher
  }

  /** A chain with what lies between, before and after its matches in a section of the piece. */
  fill(chain: readonly Match[], section: Section): Match[] {
    const filled: Match[] = []
    let before: Match | null = null
    for (const match of [...chain, null]) {
      const from = before === null ? section.from : endOf(before)
      const to = match === null ? section.to : match.at
      if (from < to) filled.push(...this.between(from, to, before, match))
      if (match !== null) filled.push(match)
      before = match
    }
    return filled
  }

  /** Words made of what was removed anywhere, in its order. */
  anywhere(section: Section): Match[] {
    const fragments = this.removed.runs.map(({ start, length }) => ({ place: start, length }))
    return this.solve(section, fragments, 1, { left: MAX_TRIES }) ?? []
  }

  /** Words that stand somewhere inside of what was removed, where that is no chance: a space stands everywhere. */
  inside({ from, to }: Section, words: string): Match[] {
    const found: Match[] = []
    const all = this.removed.words
    const said = words.slice(from, to)
    let count = 0
    for (let place = all.indexOf(said); place >= 0; place = all.indexOf(said, place + 1)) {
      count += 1
      if (count * RARE > all.length) return []
      if (found.length === 0) found.push(...this.whole({ from, to }, { place, length: to - from }))
    }
    return found
  }

  /** What stood right behind the words of `before` (or right in front of those of `after`), as far as it fills a gap. */
  beside({ from, to }: Section, before: Match | null, after: Match | null): Match[] {
    const fragments = this.fragments(before, after).slice(0, MAX_SKIPPED_BESIDE)
    return this.wholeFragments(from, to, fragments, before === null)
  }

  /**
   * Words that are whole fragments, in their order; one may be cut where somebody took the rest of it away before. Where
   * that does not make up the whole gap, as many whole ones as there are on end.
   */
  private between(from: number, to: number, before: Match | null, after: Match | null): Match[] {
    const isBackwards = before === null
    const fragments = this.fragments(before, after)
    const inOrder = isBackwards ? [...fragments].reverse() : fragments
    const all = this.solve({ from, to }, inOrder, 1, { left: MAX_TRIES })
    return all ?? this.wholeFragments(from, to, fragments, isBackwards)
  }

  /** Fragments that make up a gap without a hole, so many of them cut; null where there are none. */
  private solve(gap: Section, fragments: readonly Fragment[], cuts: number, tries: { left: number }): Match[] | null {
    if (gap.from === gap.to) return []
    for (const isCut of cuts > 0 ? [false, true] : [false]) {
      for (const [index, fragment] of fragments.entries()) {
        if (tries.left-- <= 0) return null
        for (const match of isCut ? this.cut(gap, fragment) : this.whole(gap, fragment)) {
          const rest = { from: endOf(match), to: gap.to }
          const found = this.solve(rest, fragments.slice(index + 1), cuts - Number(isCut), tries)
          if (found !== null) return [match, ...found]
        }
      }
    }
    return null
  }

  /** These words, if they are the same in the piece and in what was removed. */
  same(match: Match): Match[] {
    return this.whole({ from: match.at, to: endOf(match) }, match)
  }

  private whole({ from, to }: Section, { place, length }: Fragment): Match[] {
    const isHere = from + length <= to && this.matcher.common(from, place, length) === length
    return isHere ? [{ at: from, place, length }] : []
  }

  /** The beginning of a fragment, or its end. */
  private cut({ from, to }: Section, { place, length }: Fragment): Match[] {
    const matches: Match[] = []
    const most = Math.min(length, to - from)
    const beginning = this.matcher.common(from, place, most)
    if (beginning > 0) matches.push({ at: from, place, length: beginning })
    for (let end = most; end > 0; end--) {
      if (this.matcher.common(from, place + length - end, end) < end) continue
      matches.push({ at: from, place: place + length - end, length: end })
      break
    }
    return matches
  }

  /** What was removed between two matches, run by run; before the first one backwards. */
  private fragments(before: Match | null, after: Match | null): Fragment[] {
    const { runs } = this.removed
    const near = before ?? after
    if (near === null) return []
    const from = before === null ? 0 : before.place + before.length
    const to = after === null ? Number.POSITIVE_INFINITY : after.place
    const { text } = runAt(this.removed, near.place) ?? {}
    const fragments: Fragment[] = []
    const step = before === null ? -1 : 1
    let index = runIndexAt(this.removed, before === null ? to - 1 : from)
    for (; fragments.length < MAX_SKIPPED; index += step) {
      const run = runs[index]
      if (run === undefined || run.text !== text || run.start >= to) break
      const start = Math.max(from, run.start)
      const length = Math.min(to, run.start + run.length) - start
      if (length > 0) fragments.push({ place: start, length })
    }
    return fragments
  }

  private wholeFragments(from: number, to: number, fragments: readonly Fragment[], isBackwards: boolean): Match[] {
    const found: Match[] = []
    let [start, end] = [from, to]
    for (const { place, length } of fragments) {
      const at = isBackwards ? end - length : start
      if (at < start || at + length > end || this.matcher.common(at, place, length) < length) continue
      found.push({ at, place, length })
      if (isBackwards) end = at
      else start = at + length
    }
    return found.sort((a, b) => a.at - b.at)
  }
}
