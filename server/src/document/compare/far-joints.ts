import { align } from './align.ts'
import type { Effort } from './effort.ts'
import type { Said } from './match-units.ts'
import { invert, type Joints, type Partners, pair } from './partners.ts'
import { commonWords, countWords, type Token } from './tokens.ts'

/** At least so much of a unit must be found in the other one. */
const SHARE = 0.6
const MIN_WORDS = 4
/** More comparisons of units with each other than this are left out. */
const MAX_COMPARISONS = 40_000

/**
 * Blocks whose words went into a block that did not stand before them, or came out of one: it was moved next to them
 * first. Adds to what is known.
 */
export function findFarJoints(
  a: readonly Said[],
  b: readonly Said[],
  partners: Partners,
  joints: Joints,
  effort: Effort,
): void {
  const { ofA, ofB } = partners
  const changed = [...ofA.keys()].filter((i) => ofA[i] !== -1 && isChangedBlock(a[i], b[ofA[i] as number]))
  const [splits, joins] = [invert(joints.splitFrom), invert(joints.joinedTo)]
  // Of a block that was both split and joined the words would be told of in two ways.
  const whole = changed.filter((i) => !splits.has(i) && !joins.has(ofA[i] as number))
  const pairs = whole.map((i) => ({ old: a[i] as Said, young: b[ofA[i] as number] as Said, i, j: ofA[i] as number }))
  const lostA = [...ofA.keys()].filter((i) => ofA[i] === -1 && joints.joinedTo[i] === -1)
  const lostB = [...ofB.keys()].filter((j) => ofB[j] === -1 && joints.splitFrom[j] === -1)
  if ((lostA.length + lostB.length) * pairs.length > MAX_COMPARISONS) return
  const taken = new Set<number>()
  const free = (): typeof pairs => pairs.filter(({ i }) => !taken.has(i))
  for (const i of lostA) {
    const found = findHome(
      a[i] as Said,
      free().map((each) => ({ from: each.old, to: each.young, each })),
    )
    if (found === null) continue
    taken.add(found.i)
    if (standsInFront([a[i] as Said, found.old], found.young, effort)) {
      // The unit that begins with its words is the one it became, and the other one was joined to it.
      ofA[found.i] = -1
      pair(partners, i, found.j)
      joints.joinedTo[found.i] = found.j
    } else joints.joinedTo[i] = found.j
  }
  for (const j of lostB) {
    const found = findHome(
      b[j] as Said,
      free().map((each) => ({ from: each.young, to: each.old, each })),
    )
    // What goes on with the words of a block is told of after it.
    if (found === null || standsInFront([b[j] as Said, found.young], found.old, effort) !== j < found.j) continue
    taken.add(found.i)
    if (j < found.j) {
      ofB[found.j] = -1
      pair(partners, found.i, j)
      joints.splitFrom[found.j] = found.i
    } else joints.splitFrom[j] = found.i
  }
}

/** Is more of both kept in `whole` where `part` is read before `rest`? */
function standsInFront([part, rest]: readonly [Said, Said], whole: Said, effort: Effort): boolean {
  const kept = (tokens: readonly Token[]): number =>
    align(tokens, whole.tokens(), effort).filter(([x]) => tokens[x]?.isWord).length
  return kept([...part.tokens(), ...rest.tokens()]) > kept([...rest.tokens(), ...part.tokens()])
}

function isChangedBlock(old: Said | undefined, young: Said | undefined): boolean {
  return old?.unit.type === 'block' && young?.unit.type === 'block' && old.text !== young.text
}

interface Home<T> {
  from: Said
  /** What may hold the words of the lost block beside those of `from`. */
  to: Said
  each: T
}

function findHome<T>(lost: Said, homes: readonly Home<T>[]): T | null {
  if (lost.unit.type !== 'block') return null
  const tokens = lost.tokens()
  const words = countWords(tokens)
  if (words < MIN_WORDS) return null
  let best: { each: T; found: number } | null = null
  for (const { from, to, each } of homes) {
    const found = spareWords(to.tokens(), from.tokens(), tokens)
    if (found >= words * SHARE && found > (best?.found ?? 0)) best = { each, found }
  }
  return best?.each ?? null
}

/** How many words of `lost` `to` holds beside those of `from`. */
function spareWords(to: readonly Token[], from: readonly Token[], lost: readonly Token[]): number {
  const common = commonWords(to, lost)
  return common < MIN_WORDS ? 0 : commonWords(to, [...from, ...lost]) - commonWords(to, from)
}
