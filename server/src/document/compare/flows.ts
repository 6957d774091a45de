/** Units whose words are read as one text: a pair that was rewritten, with what was split from it and joined to it. */
import { align } from './align.ts'
import type { Effort } from './effort.ts'
import type { Said } from './match-units.ts'
import { invert, type Joints, type Partners, pair } from './partners.ts'
import { countWords, type Token } from './tokens.ts'

/** Indexes, in the order of their words. One of the two is empty for a unit that is on one side only. */
export interface Flow {
  olds: readonly number[]
  news: readonly number[]
}

/** All units, each in one flow. */
export function readFlows({ ofA, ofB }: Partners, joints: Joints): Flow[] {
  const [splits, joins] = [invert(joints.splitFrom), invert(joints.joinedTo)]
  const flows: Flow[] = []
  ofA.forEach((j, i) => {
    if (j !== -1) flows.push({ olds: [i, ...(joins.get(j) ?? [])], news: [j, ...(splits.get(i) ?? [])] })
    else if (joints.joinedTo[i] === -1) flows.push({ olds: [i], news: [] })
  })
  ofB.forEach((i, j) => {
    if (i === -1 && joints.splitFrom[j] === -1) flows.push({ olds: [], news: [j] })
  })
  return flows
}

/** Makes these flows what is known of the units. */
export function settleFlows(flows: Iterable<Flow>, partners: Partners, joints: Joints): void {
  for (const each of [partners.ofA, partners.ofB, joints.splitFrom, joints.joinedTo]) each.fill(-1)
  for (const { olds, news } of flows) {
    const [i, j] = [olds[0], news[0]]
    if (i === undefined || j === undefined) continue
    pair(partners, i, j)
    for (const old of olds.slice(1)) joints.joinedTo[old] = j
    for (const young of news.slice(1)) joints.splitFrom[young] = i
  }
}

/** How many words must be taken out and put in to tell of a flow; those of tables are not counted. */
export class FlowCosts {
  private readonly a: readonly Said[]
  private readonly b: readonly Said[]
  private readonly effort: Effort
  private readonly known = new Map<string, number>()

  constructor(a: readonly Said[], b: readonly Said[], effort: Effort) {
    this.a = a
    this.b = b
    this.effort = effort
  }

  of(flow: Flow): number {
    const key = `${flow.olds}:${flow.news}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const cost = this.read(flow)
    this.known.set(key, cost)
    return cost
  }

  private read({ olds, news }: Flow): number {
    const [old, young] = [this.a[olds[0] ?? -1], this.b[news[0] ?? -1]]
    if ((old ?? young)?.unit.type === 'table') return 0
    if (olds.length === 1 && news.length === 1 && old?.text === young?.text) return 0
    const [x, y] = [olds.flatMap((at) => this.a[at]?.tokens() ?? []), news.flatMap((at) => this.b[at]?.tokens() ?? [])]
    return countWords(x) + countWords(y) - 2 * keptWords(x, y, this.effort)
  }
}

function keptWords(a: readonly Token[], b: readonly Token[], effort: Effort): number {
  let kept = 0
  for (const [x] of a.length > 0 && b.length > 0 ? align(a, b, effort) : []) if (a[x]?.isWord) kept += 1
  return kept
}
