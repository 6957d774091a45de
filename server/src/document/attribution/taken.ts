import { endOf, type Match } from './matches.ts'
import type { Section } from './removed.ts'

/** The matches of one piece that count, none over another. */
export class Taken {
  readonly matches: Match[] = []

  /** Takes those that are free. */
  add(matches: readonly Match[]): void {
    for (const match of matches) if (this.isFree(match)) this.matches.push(match)
  }

  isFree({ at, length }: Match): boolean {
    return length > 0 && !this.matches.some((match) => at < endOf(match) && match.at < at + length)
  }

  /** What of a match is not taken yet. */
  freeOf(match: Match): Match[] {
    let free = match.length > 0 ? [match] : []
    for (const taken of this.matches) {
      free = free.flatMap((part) => [
        clip(part, { from: part.at, to: Math.min(endOf(part), taken.at) }),
        clip(part, { from: Math.max(part.at, endOf(taken)), to: endOf(part) }),
      ])
      free = free.filter(({ length }) => length > 0)
    }
    return free
  }

  /** Has any of a section been taken? */
  touches({ from, to }: Section): boolean {
    return this.matches.some((match) => match.at < to && endOf(match) > from)
  }

  /** Does something that was taken begin or end here? */
  isEdge(at: number): boolean {
    return this.matches.some((match) => match.at === at || endOf(match) === at)
  }

  inOrder(): Match[] {
    return [...this.matches].sort((a, b) => a.at - b.at)
  }
}

/** What of a match lies in a section of the piece. */
export function clip(match: Match, { from, to }: Section): Match {
  const start = Math.max(match.at, from)
  return { at: start, place: match.place + start - match.at, length: Math.min(endOf(match), to) - start }
}
