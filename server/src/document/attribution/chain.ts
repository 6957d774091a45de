import { endOf, type Match } from './matches.ts'

/** A match with what it counts for, and the text that its words were removed from. */
export interface Weighed {
  match: Match
  weight: number
  text: number
}

interface Link extends Weighed {
  total: number
  previous: Link | null
}

/** The matches that follow each other in the piece and in one text, and weigh most together; they may overlap. */
export function longestChain(matches: readonly Weighed[]): Match[] {
  const links: Link[] = []
  let best: Link | null = null
  for (const weighed of [...matches].sort((a, b) => a.match.at - b.match.at || a.match.place - b.match.place)) {
    const link: Link = { ...weighed, total: weighed.weight, previous: null }
    for (const before of links) {
      const total = before.total + weighed.weight - overlapOf(before.match, weighed.match)
      if (follows(before, weighed) && total > link.total) Object.assign(link, { total, previous: before })
    }
    links.push(link)
    if (best === null || link.total > best.total) best = link
  }
  const chain: Match[] = []
  for (let link = best; link !== null; link = link.previous) chain.unshift(link.match)
  return chain
}

/** Groups what stands without a gap in the piece. */
export function toStretches(matches: readonly Match[]): Match[][] {
  const stretches: Match[][] = []
  for (const match of matches) {
    const last = stretches.at(-1)
    const before = last?.at(-1)
    if (last !== undefined && before !== undefined && endOf(before) === match.at) last.push(match)
    else stretches.push([match])
  }
  return stretches
}

function follows(before: Weighed, after: Weighed): boolean {
  const isLater = before.match.at < after.match.at && before.match.place < after.match.place
  return isLater && before.text === after.text && overlapOf(before.match, after.match) < after.match.length
}

function overlapOf(before: Match, after: Match): number {
  return Math.max(0, endOf(before) - after.at, before.place + before.length - after.place)
}
