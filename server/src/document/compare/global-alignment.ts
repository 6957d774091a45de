/**
 * Where units read one by one take too many words: both states are read as one text each, and the units between which
 * words went over a border are read together, those first by which most is won, until it is few enough.
 */
import { align, type Pair } from './align.ts'
import type { Effort } from './effort.ts'
import { type Flow, FlowCosts, readFlows, settleFlows } from './flows.ts'
import { READABLE } from './hunks.ts'
import type { Said } from './match-units.ts'
import type { Joints, Partners } from './partners.ts'
import { Reading } from './reading.ts'
import { countWords, type Token } from './tokens.ts'

/** Longer texts are cut where a unit stays that says the same in both states, and so much. */
const EXACT_CHARACTERS = 10_000_000
const CUT_WORDS = 8
/** Words that two units share by chance are no reason to read them together unless it must be. */
const SHARE = 0.3
/** For so few words too many no units are read together that have hardly anything in common. */
const BY_CHANCE = 1

interface Known {
  a: readonly Said[]
  b: readonly Said[]
  partners: Partners
  joints: Joints
  /** Indexes in the old state of all that moved. */
  moved: ReadonlySet<number>
  effort: Effort
}

/** @returns whether anything is read otherwise now */
export function readTogether(known: Known): boolean {
  const { a, b, partners, joints, effort } = known
  const { links, words: fewest } = alignWhole(known)
  const reading = new Reading(
    readFlows(partners, joints),
    new FlowCosts(a, b, effort),
    Math.floor((1 + READABLE) * fewest),
  )
  if (reading.excess <= 0) return false
  reading.trade(componentsOf(links.filter((link) => isMuch(link, a, b))))
  if (reading.excess > BY_CHANCE) reading.trade(componentsOf(links))
  if (reading.excess > BY_CHANCE) reading.trade(componentsOf(links), true)
  settleFlows(reading.flows(), partners, joints)
  return true
}

/** So many words of an old unit stand in a new one. */
interface Link {
  i: number
  j: number
  shared: number
}

function isMuch({ i, j, shared }: Link, a: readonly Said[], b: readonly Said[]): boolean {
  const least = Math.min(countWords(a[i]?.tokens() ?? []), countWords(b[j]?.tokens() ?? []))
  return shared >= SHARE * least
}

/** Words and borders of a stretch of blocks. */
class Stretch {
  readonly tokens: Token[] = []
  readonly unitOf: number[] = []

  add(index: number, said: Said | undefined): void {
    if (said?.unit.type !== 'block') return
    for (const token of [BORDER, ...said.tokens()]) {
      this.tokens.push(token)
      this.unitOf.push(index)
    }
  }
}

/** Counts as a word: what only moves a border a little is hardly worth telling. */
const BORDER: Token = { key: -1, start: 0, end: 0, isWord: true, letters: 0 }

/** The fewest words and borders that must be taken out and put in, tables left out, and whose the words are that stay. */
function alignWhole({ a, b, partners: { ofA }, moved, effort }: Known) {
  const links = new Map<string, Link>()
  let words = 0
  let [from, start] = [0, 0]
  const close = (end: number, endB: number): void => {
    const [before, after] = [new Stretch(), new Stretch()]
    for (; from < end; from++) before.add(from, a[from])
    for (; start < endB; start++) after.add(start, b[start])
    words += countWords(before.tokens) + countWords(after.tokens)
    for (const [x, y] of align(before.tokens, after.tokens, effort)) {
      if (!before.tokens[x]?.isWord) continue
      words -= 2
      if (before.tokens[x] === BORDER) continue
      const [i, j] = [before.unitOf[x] as number, after.unitOf[y] as number]
      const known = links.get(`${i}:${j}`)
      if (known === undefined) links.set(`${i}:${j}`, { i, j, shared: 1 })
      else known.shared += 1
    }
  }
  for (const [i, j] of cutsOf(a, b, ofA, moved)) {
    close(i, j)
    ;[from, start] = [i + 1, j + 1]
  }
  close(a.length, b.length)
  return { links: [...links.values()], words }
}

/** Pairs of units that stay the same: all at both ends, and in long texts those between. */
function cutsOf(a: readonly Said[], b: readonly Said[], ofA: Int32Array, moved: ReadonlySet<number>): Pair[] {
  const same = [...ofA.keys()].filter((i) => !moved.has(i) && isSame(a[i], b[ofA[i] ?? -1]))
  const first = same.findIndex((i, at) => i !== at || ofA[i] !== at)
  const left = first === -1 ? same.length : first
  let right = same.length
  const isAtEnd = (at: number, back: number): boolean =>
    same[at] === a.length - back && ofA[same[at] as number] === b.length - back
  while (right > left && isAtEnd(right - 1, same.length - right + 1)) right -= 1
  const isLong =
    lengthOf(a.slice(left, a.length - same.length + right)) * lengthOf(b.slice(left, b.length - same.length + right)) >
    EXACT_CHARACTERS
  return same
    .filter((i, at) => at < left || at >= right || (isLong && saysMuch(a[i])))
    .map((i) => [i, ofA[i] as number])
}

function isSame(old: Said | undefined, young: Said | undefined): boolean {
  return old?.unit.type === 'block' && old.text === young?.text
}

function saysMuch(said: Said | undefined): boolean {
  return (said?.text.split(' ').length ?? 0) >= CUT_WORDS
}

function lengthOf(side: readonly Said[]): number {
  return side.reduce((sum, { text }) => sum + text.length, 0)
}

/** Units that are linked with each other, through others too. */
function componentsOf(links: readonly Link[]): Flow[] {
  const components: { olds: Set<number>; news: Set<number> }[] = []
  // Links rise on both sides: what goes on from the last one has a unit in common with it.
  for (const { i, j } of [...links].sort((x, y) => x.i - y.i || x.j - y.j)) {
    const last = components.at(-1)
    if (last?.olds.has(i) || last?.news.has(j)) {
      last.olds.add(i)
      last.news.add(j)
    } else components.push({ olds: new Set([i]), news: new Set([j]) })
  }
  return components.map(({ olds, news }) => ({ olds: [...olds], news: [...news] }))
}
