import type { Piece } from './arrivals.ts'
import type { Removed, RemovedRun, Section } from './removed.ts'
import { MARKER_SIGN } from './removed-texts.ts'

/** Where a piece and what was removed say the same: as far to both sides as they do. */
export interface Match {
  /** Where it begins in the piece. */
  at: number
  /** Where it begins in `Removed.words`. */
  place: number
  length: number
}

/** What is known of a piece for other reasons than its words. */
export interface Hints {
  /** Places of it that are places of what was removed: markers of the same block. */
  anchors: readonly Omit<Match, 'length'>[]
  /** Where it comes from, if from one of these: the same cell. */
  sections: readonly Section[]
  /** Places of it that came at once with something that was moved. */
  moved: readonly number[]
}

/** So many units are looked up; what is shorter is found only beside something longer. */
const GRAM = 4
/** A gram that has none of so many marks need not be looked up. */
const GRAM_MARKS = 2 ** 16
/** What is longer was not typed at once. */
const PUT_IN = 16
/** So many places with the same beginning are looked at, the later ones first. */
const MAX_TRIES = 64
const MAX_MATCHES = 600
/** Comparisons for one row; what is not found by then counts as typed. */
const MAX_STEPS = 4_000_000
/** To seek so many units costs as much as to compare one. */
const SEEK_PER_STEP = 16

/** Compares pieces with what was removed. Bounded: a crafted update gets so many steps and no more. */
export class Matcher {
  private readonly removed: Removed
  private readonly said: readonly string[]
  private grams: Map<string, number[]> | null = null
  private steps = 0
  private clocks: number[] | null = null
  /** Markers of blocks that are known to come from certain places and from no other. */
  private pinned: ReadonlyMap<number, ReadonlySet<number>> = new Map()
  private typed: readonly boolean[] = []
  private piece: Piece = { words: '', parts: [] }

  /** @param said the words of all pieces that will be looked for */
  constructor(removed: Removed, said: readonly string[]) {
    this.removed = removed
    this.said = said
  }

  /** Everything of four units and more, and what the hints lead to, the longest first. */
  find(piece: Piece, { anchors, sections }: Hints): Match[] {
    this.piece = piece
    this.clocks = this.removed.runs.some(({ isNew }) => isNew) ? clocksOf(piece) : null
    this.pinned = pinnedBy(
      anchors.filter(({ at, place }) => this.clocks === null || this.isEarlier(at, place, this.clocks)),
    )
    this.typed = typedUnits(piece, this.pinned)
    const matches = this.findAnchored(anchors)
    for (const section of sections) matches.push(...this.findIn(section))
    for (const match of this.findShort()) matches.push(match)
    for (let at = 0; at + GRAM <= piece.words.length && this.steps < MAX_STEPS; at++) {
      const places = this.index.get(piece.words.slice(at, at + GRAM)) ?? []
      for (const place of places.slice(-MAX_TRIES)) {
        if (at > 0 && this.common(at - 1, place - 1, 1) > 0) continue
        const length = this.common(at, place, piece.words.length)
        if (length >= GRAM) matches.push({ at, place, length })
      }
    }
    return matches
      .map((match) => wholeCharacters(match, piece.words))
      .filter(({ length }) => length > 0)
      .sort((a, b) => b.length - a.length)
      .slice(0, MAX_MATCHES)
  }

  /**
   * From each anchor as far as both say the same. Of blocks that moved together the first goes through all of them, and
   * the others lie on its way; once too much was compared, each goes no further than to the next.
   */
  private findAnchored(anchors: Hints['anchors']): Match[] {
    const ends = new Map<number, number>()
    const inOrder = anchors.toSorted((a, b) => a.at - b.at)
    const starts = [...new Set(inOrder.map(({ at }) => at))]
    const nextOf = new Map(starts.map((at, index) => [at, starts[index + 1] ?? this.piece.words.length]))
    return inOrder.map(({ at, place }) => {
      const way = place - at
      const known = ends.get(way) ?? 0
      const most = this.steps < MAX_STEPS ? this.piece.words.length : (nextOf.get(at) ?? at) - at
      const length = known > at ? known - at : this.common(at, place, most)
      ends.set(way, at + length)
      return { at, place, length }
    })
  }

  /** What came at once and was removed together, and is too short to be looked up. */
  private findShort(): Match[] {
    const matches: Match[] = []
    let at = 0
    for (const { words, length } of this.piece.parts) {
      const isShort = length < GRAM && words !== MARKER_SIGN
      let place = isShort ? this.seek(words, 0) : -1
      for (let tries = 0; place >= 0 && tries < MAX_TRIES; tries++) {
        const isAll = isEdge(this.removed, place) && isEdge(this.removed, place + length)
        if (isAll && this.common(at, place, length) === length) matches.push({ at, place, length })
        place = this.seek(words, place + 1)
      }
      at += length
    }
    return matches
  }

  /** The next place of words; -1 for none, and once too much was sought. */
  private seek(words: string, from: number): number {
    if (this.steps >= MAX_STEPS) return -1
    const place = this.removed.words.indexOf(words, from)
    this.steps += ((place < 0 ? this.removed.words.length : place) - from) / SEEK_PER_STEP
    return place
  }

  /** What was removed together in a section, wherever the piece says the same. */
  private findIn({ from, to }: Section): Match[] {
    const { runs, words } = this.removed
    const matches: Match[] = []
    for (let index = runIndexAt(this.removed, from); index < runs.length; index++) {
      const run = runs[index]
      if (run === undefined || run.start < from) continue
      if (run.start >= to) break
      const said = words.slice(run.start, run.start + run.length)
      matches.push(...this.findIf(this.piece.words.indexOf(said), run.start, run.length))
      // Words that others wrote right before or behind them are one with them.
      const { length } = this.piece.words
      if (said.startsWith(this.piece.words)) matches.push(...this.findIf(0, run.start, length))
      if (said.endsWith(this.piece.words)) matches.push(...this.findIf(0, run.start + run.length - length, length))
    }
    return matches
  }

  private findIf(at: number, place: number, length: number): Match[] {
    return at >= 0 && this.common(at, place, length) === length ? [{ at, place, length }] : []
  }

  /** How many units are the same from here on, at most `most`. */
  common(at: number, place: number, most: number): number {
    const { words } = this.removed
    const end = Math.min(this.piece.words.length, at + most)
    let length = 0
    while (at + length < end && this.isSame(at + length, place + length, words)) length++
    this.steps += length + 1
    return length
  }

  private isSame(at: number, place: number, words: string): boolean {
    if (this.piece.words.charCodeAt(at) !== words.charCodeAt(place)) return false
    if (this.typed[at] || this.pinned.get(at)?.has(place) === false) return false
    return this.clocks === null || this.isEarlier(at, place, this.clocks)
  }

  /** Of what came with the same row, only what came before can be what this is a copy of. */
  private isEarlier(at: number, place: number, clocks: readonly number[]): boolean {
    const run = runAt(this.removed, place)
    if (run === undefined) return false
    if (!run.isNew) return true
    return run.client === this.piece.parts[0]?.client && run.clock + place - run.start < (clocks[at] ?? 0)
  }

  private get index(): Map<string, number[]> {
    this.grams ??= placesOf(this.said, this.removed.words)
    return this.grams
  }
}

/** Is this between the two units of one character? */
export function isInsideCharacter(words: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(words.charAt(at - 1)) && /[\udc00-\udfff]/.test(words.charAt(at))
}

function wholeCharacters({ at, place, length }: Match, words: string): Match {
  const start = isInsideCharacter(words, at) ? 1 : 0
  const end = isInsideCharacter(words, at + length) ? 1 : 0
  return { at: at + start, place: place + start, length: length - start - end }
}

export function endOf({ at, length }: Match): number {
  return at + length
}

/** The run that holds a place. */
export function runAt({ runs }: Removed, place: number): RemovedRun | undefined {
  const run = runs[runIndexAt({ runs }, place)]
  return run !== undefined && place < run.start + run.length ? run : undefined
}

/** Does a run begin here, or end right before? */
export function isEdge(removed: Removed, place: number): boolean {
  const before = runAt(removed, place - 1)
  return before === undefined || before.start + before.length === place
}

/** The index of the last run that begins at or before a place; -1 if none does. */
export function runIndexAt({ runs }: Pick<Removed, 'runs'>, place: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle] as RemovedRun).start <= place) low = middle + 1
    else high = middle
  }
  return low - 1
}

function pinnedBy(anchors: Hints['anchors']): Map<number, Set<number>> {
  const pinned = new Map<number, Set<number>>()
  for (const { at, place } of anchors) {
    const places = pinned.get(at)
    if (places === undefined) pinned.set(at, new Set([place]))
    else places.add(place)
  }
  return pinned
}

/**
 * Which units were typed: letter by letter or word by word, one right behind the other. Not what comes with a block that
 * was moved, though more may be typed right before or behind it.
 */
function typedUnits({ parts }: Piece, pinned: ReadonlyMap<number, unknown>): boolean[] {
  let at = 0
  return parts.flatMap(({ isTyped, follows, length }, index) => {
    const isBehind = follows === 'on' && pinned.has(at - 1)
    at += length
    const isBefore = length > 1 && parts[index + 1]?.follows === 'on' && pinned.has(at)
    const wasTyped = isTyped && length < PUT_IN && !isBehind && !isBefore
    return Array.from({ length }, () => wasTyped)
  })
}

function clocksOf({ parts }: Piece): number[] {
  return parts.flatMap(({ clock, length }) => Array.from({ length }, (_, index) => clock + index))
}

/** Where each gram of what is said stands in words, of which there may be a hundred times as many. */
function placesOf(said: readonly string[], words: string): Map<string, number[]> {
  const places = new Map<string, number[]>()
  const marks = new Uint8Array(GRAM_MARKS)
  for (const each of said) {
    for (let at = 0; at + GRAM <= each.length; at++) {
      marks[markOf(each, at)] = 1
      places.set(each.slice(at, at + GRAM), [])
    }
  }
  for (let at = 0; at + GRAM <= words.length; at++) {
    if (marks[markOf(words, at)] === 1) places.get(words.slice(at, at + GRAM))?.push(at)
  }
  return places
}

function markOf(words: string, at: number): number {
  let mark = 0
  for (let index = 0; index < GRAM; index++) mark = (Math.imul(mark, 31) + words.charCodeAt(at + index)) | 0
  return mark & (GRAM_MARKS - 1)
}
