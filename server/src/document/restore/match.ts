/** What of one text is in another: the same items, and between them the same words. */
import { longestRise } from '../compare/rise.ts'
import { matchWords } from './match-words.ts'
import type { Stretch } from './stretch.ts'

/** `size` units that stay, from unit `a` of the one text and `b` of the other; inside one part on either side. */
export interface Match {
  a: number
  b: number
  size: number
}

/** What stays where text `a` becomes text `b`, in order. Items that both have are never taken out and made again. */
export function findMatches(a: Stretch, b: Stretch): Match[] {
  const same = matchItems(a, b)
  const matches: Match[] = []
  let [fromA, fromB] = [0, 0]
  for (const match of [...same, { a: a.size, b: b.size, size: 0 }]) {
    if (match.a > fromA && match.b > fromB) {
      for (const found of matchWords(a, b, { a: fromA, aEnd: match.a, b: fromB, bEnd: match.b })) matches.push(found)
    }
    if (match.size > 0) matches.push(match)
    fromA = match.a + match.size
    fromB = match.b + match.size
  }
  return matches
}

interface Known {
  clock: number
  end: number
  start: number
}

/** Items never change their order, so those that both texts have stand in the same one. */
function matchItems(a: Stretch, b: Stretch): Match[] {
  const known = new Map<number, Known[]>()
  a.parts.forEach(({ item: { id }, size }, at) => {
    const entry = { clock: id.clock, end: id.clock + size, start: a.starts[at] as number }
    const entries = known.get(id.client)
    if (entries === undefined) known.set(id.client, [entry])
    else entries.push(entry)
  })
  for (const entries of known.values()) entries.sort((x, y) => x.clock - y.clock)
  const matches: Match[] = []
  b.parts.forEach(({ item: { id }, size }, at) => {
    const entries = known.get(id.client) ?? []
    for (let i = firstEndingAfter(entries, id.clock); i < entries.length; i++) {
      const { clock, end, start } = entries[i] as Known
      const from = Math.max(clock, id.clock)
      const length = Math.min(end, id.clock + size) - from
      if (length <= 0) break
      matches.push({ a: start + from - clock, b: (b.starts[at] as number) + from - id.clock, size: length })
    }
  })
  const rising = longestRise(
    matches.map((match) => match.a),
    (at) => matches[at]?.size ?? 0,
  )
  return rising.map((at) => matches[at] as Match)
}

function firstEndingAfter(entries: readonly Known[], clock: number): number {
  let low = 0
  for (let high = entries.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((entries[middle] as Known).end > clock) high = middle
    else low = middle + 1
  }
  return low
}
