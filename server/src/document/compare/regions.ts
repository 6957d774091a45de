/**
 * Units that are on one side only are looked at together with the matched unit before them: read as one text, the words
 * that stay say which units are one that was rewritten, and which borders between units came or went.
 */
import { align } from './align.ts'
import type { Effort } from './effort.ts'
import type { Said } from './match-units.ts'
import { type Joints, type Partners, pair } from './partners.ts'
import { countWords, type Token } from './tokens.ts'

/** At least so much of the words of two units must be the same for one to be the other, rewritten. */
const ALIKE = 0.4
const INSIDE = 0.75
const INSIDE_WORDS = 4
/** At least so much of a unit must come from others for it to be a part of them. */
const PART = 0.5
const PART_WORDS = 2

/** Matches what was rewritten in its place, and finds what was split and joined. */
export function readRegions(a: readonly Said[], b: readonly Said[], partners: Partners, effort: Effort): Joints {
  const joints = { splitFrom: new Int32Array(b.length).fill(-1), joinedTo: new Int32Array(a.length).fill(-1) }
  for (const region of findRegions(a, b, partners)) new RegionReader(a, b, region, effort).settle(partners, joints)
  return joints
}

interface Region {
  /** The matched unit first; there is none at the start of the document. */
  a: number[]
  b: number[]
  hasHead: boolean
}

function findRegions(a: readonly Said[], b: readonly Said[], { ofA, ofB }: Partners): Region[] {
  const after = (partner: Int32Array, from: number): number[] => {
    const found: number[] = []
    for (let at = from; partner[at] === -1; at++) found.push(at)
    return found
  }
  const regions: Region[] = [{ a: after(ofA, 0), b: after(ofB, 0), hasHead: false }]
  ofA.forEach((j, i) => {
    if (j === -1) return
    const [tailA, tailB] = [after(ofA, i + 1), after(ofB, j + 1)]
    if (tailA.length + tailB.length > 0) regions.push({ a: [i, ...tailA], b: [j, ...tailB], hasHead: true })
  })
  return regions.filter(({ a: olds, b: news, hasHead }) => {
    const isChanged = hasHead && a[olds[0] as number]?.text !== b[news[0] as number]?.text
    return isChanged || (olds.length > Number(hasHead) && news.length > Number(hasHead))
  })
}

/** The units of one side of a region, read as one text. */
class Text {
  readonly tokens: Token[] = []
  /** For each token the place of its unit in the region. */
  readonly unitOf: number[] = []
  readonly words: number[]

  constructor(side: readonly Said[], indexes: readonly number[]) {
    this.words = indexes.map((index, at) => {
      const said = side[index] as Said
      if (said.unit.type === 'table') return 0
      for (const token of said.tokens()) {
        this.tokens.push(token)
        this.unitOf.push(at)
      }
      return countWords(said.tokens())
    })
  }
}

class RegionReader {
  private readonly a: readonly Said[]
  private readonly b: readonly Said[]
  private readonly region: Region
  private readonly before: Text
  private readonly after: Text
  /** Words that stay, by unit of either side and by both. */
  private readonly keptA: number[]
  private readonly keptB: number[]
  private readonly shared = new Map<string, number>()

  constructor(a: readonly Said[], b: readonly Said[], region: Region, effort: Effort) {
    this.a = a
    this.b = b
    this.region = region
    this.before = new Text(a, region.a)
    this.after = new Text(b, region.b)
    this.keptA = region.a.map(() => 0)
    this.keptB = region.b.map(() => 0)
    for (const [x, y] of align(this.before.tokens, this.after.tokens, effort)) {
      if (!this.before.tokens[x]?.isWord) continue
      const [i, j] = [this.before.unitOf[x] as number, this.after.unitOf[y] as number]
      this.keptA[i] = (this.keptA[i] ?? 0) + 1
      this.keptB[j] = (this.keptB[j] ?? 0) + 1
      this.shared.set(`${i}:${j}`, (this.shared.get(`${i}:${j}`) ?? 0) + 1)
    }
  }

  settle(partners: Partners, joints: Joints): void {
    const { a, b, hasHead } = this.region
    const first = Number(hasHead)
    const byRank = placesByRank(this.keptA, first)
    let rank = sumOf(this.keptB.slice(0, first))
    for (let j = first; j < b.length; j++) {
      const i = this.findSame(j, byRank.get(rank) ?? -1)
      rank += this.keptB[j] ?? 0
      if (i === null) continue
      pair(partners, a[i] as number, b[j] as number)
    }
    this.findParts(b, this.keptB, this.after.words, partners.ofB, joints.splitFrom, isBlockIn(this.b))
    this.findParts(a, this.keptA, this.before.words, partners.ofA, joints.joinedTo, isBlockIn(this.a))
  }

  /** The unit whose border is the same, going by the words that stay in front of it, and that says much the same. */
  private findSame(j: number, i: number): number | null {
    const shared = this.shared.get(`${i}:${j}`) ?? 0
    return isMuch(shared, this.before.words[i] ?? 0, this.after.words[j] ?? 0) ? i : null
  }

  /** Units that consist mostly of words of others belong to the matched one before them. */
  private findParts(
    indexes: readonly number[],
    kept: readonly number[],
    words: readonly number[],
    partner: Int32Array,
    found: Int32Array,
    isBlock: (index: number) => boolean,
  ): void {
    let head = -1
    indexes.forEach((index, at) => {
      const own = partner[index] as number
      if (own !== -1) head = isBlock(index) ? own : -1
      else if (head !== -1 && isEnough(kept[at] ?? 0, words[at] ?? 0)) found[index] = head
    })
  }
}

/** Much of both together, or nearly all of the shorter one. */
function isMuch(shared: number, wordsA: number, wordsB: number): boolean {
  if (shared > 0 && 2 * shared >= ALIKE * (wordsA + wordsB)) return true
  return shared >= INSIDE_WORDS && shared >= INSIDE * Math.min(wordsA, wordsB)
}

function isBlockIn(side: readonly Said[]): (index: number) => boolean {
  return (index) => side[index]?.unit.type === 'block'
}

function isEnough(kept: number, words: number): boolean {
  return kept >= PART_WORDS && kept >= words * PART
}

/** The one unit with words that stay, in front of which so many stay. */
function placesByRank(kept: readonly number[], first: number): Map<number, number> {
  const places = new Map<number, number>()
  let rank = sumOf(kept.slice(0, first))
  for (let at = first; at < kept.length; at++) {
    const words = kept[at] ?? 0
    // Where nothing stays nothing can be the same.
    if (words > 0) places.set(rank, at)
    rank += words
  }
  return places
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
