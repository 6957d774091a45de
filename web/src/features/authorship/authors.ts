import { isOfSystem } from '../history/compare/system-source.ts'
import type { AuthoredRun, AuthoredUnit, WordSource } from './authorship-fields.ts'

/** By whom the text is coloured. */
export type AuthorsBy = 'person' | 'organization'

/** Somebody in the legend. */
export interface TextAuthor {
  /** Of the person or organisation; '' where the log does not say, or where somebody spoke for no organisation, or SYSTEM. */
  id: string
  /** From 1, the one with the most letters first; what the text is marked with. */
  number: number
  /** Of whom they are known by; null for nobody known. */
  name: string | null
  /** The message that says what they are called without a name. */
  instead: string
  letters: number
  /** Of all letters, 0 to 1. */
  share: number
  color: number
  pattern: number
}

/** A run in the order of the text, with its place among all of them. */
export interface PlacedRun {
  run: AuthoredRun
  index: number
  author: TextAuthor
  /** It goes on with the author of the run before it in its line. */
  goesOn: boolean
}

/** The words of a block or of a cell. */
export interface AuthoredLine {
  unit: AuthoredUnit
  cell: { row: number; column: number; header: boolean } | null
  runs: PlacedRun[]
}

export interface TextAuthors {
  authors: TextAuthor[]
  lines: AuthoredLine[]
  runs: PlacedRun[]
}

/** Whose words are that the server wrote by itself, as in place of removed data. */
const SYSTEM = 'system'

/** As many looks as there are: with a pattern each, sixty authors look different. */
export const COLORS = 12
export const PATTERNS = 5

/** Who wrote a text, the most letters first, and line by line what is whose. */
export function readAuthors(
  units: readonly AuthoredUnit[],
  sources: readonly WordSource[],
  by: AuthorsBy,
): TextAuthors {
  const found = units.flatMap((unit) => [
    ...(unit.kind === 'TABLE' ? [] : [{ unit, cell: null, runs: unit.runs }]),
    ...unit.cells.map(({ runs, ...cell }) => ({ unit, cell, runs })),
  ])
  const whoOf = ({ source: index }: AuthoredRun): Who => {
    const source = sources[index ?? -1]
    if (source === undefined) return null
    return isOfSystem(source) ? { id: SYSTEM, name: null } : source[by]
  }
  const authors = count(
    found.flatMap(({ runs }) => runs),
    whoOf,
    by,
  )
  const runs: PlacedRun[] = []
  const lines = found.map((line): AuthoredLine => {
    const placed: PlacedRun[] = []
    for (const run of line.runs) {
      const author = authors.get(whoOf(run)?.id ?? '') as TextAuthor
      placed.push({ run, index: runs.length + placed.length, author, goesOn: placed.at(-1)?.author === author })
    }
    runs.push(...placed)
    return { ...line, runs: placed }
  })
  return { authors: [...authors.values()], lines, runs }
}

type Who = { id: string; name: string | null } | null

function nameless(id: string, by: AuthorsBy): string {
  if (id === SYSTEM) return 'compare.who.system'
  return by === 'organization' ? 'authorship.noOrganization' : 'authorship.unknown'
}

function count(runs: readonly AuthoredRun[], whoOf: (run: AuthoredRun) => Who, by: AuthorsBy): Map<string, TextAuthor> {
  const tally = new Map<string, { name: string | null; letters: number }>()
  for (const run of runs) {
    const who = whoOf(run)
    const known = tally.get(who?.id ?? '') ?? { name: who?.name ?? null, letters: 0 }
    known.letters += run.text.replace(/\s/g, '').length
    tally.set(who?.id ?? '', known)
  }
  const all = [...tally.values()].reduce((sum, { letters }) => sum + letters, 0)
  const inOrder = [...tally].sort(([, a], [, b]) => b.letters - a.letters)
  return new Map(
    inOrder.map(([id, { name, letters }], index) => {
      const share = all === 0 ? 0 : letters / all
      const look = { color: index % COLORS, pattern: index % PATTERNS }
      return [id, { id, number: index + 1, name, instead: nameless(id, by), letters, share, ...look }]
    }),
  )
}
