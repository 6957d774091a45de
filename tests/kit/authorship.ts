import type { TestApp } from './app.ts'
import { ask, type GraphqlAnswer } from './client.ts'

const QUERY = `query ($id: ID!, $from: Bytes, $to: Bytes, $unitId: ID) {
  authorship(documentId: $id, from: $from, to: $to, unitId: $unitId) {
    seq
    units { id kind printed reference runs { ...Run } cells { row column header runs { ...Run } } }
    sources {
      person { name } organization { name } proposal { id } kind startedAt endedAt firstSeq lastSeq
    }
  }
}
fragment Run on AuthoredRun { text source broughtBy version { number } }`

export interface Run {
  text: string
  source: number | null
  broughtBy: number | null
  version: { number: number } | null
}

export interface Authorship {
  seq: number
  units: {
    id: string
    kind: string
    printed: string
    reference: string
    runs: Run[]
    cells: { row: number; column: number; header: boolean; runs: Run[] }[]
  }[]
  sources: {
    person: { name: string } | null
    organization: { name: string } | null
    proposal: { id: string } | null
    kind: string
    startedAt: string
    endedAt: string
    firstSeq: number
    lastSeq: number
  }[]
}

/** Who wrote it, as the page asks. */
export function askAuthorship(
  target: TestApp,
  cookie: string,
  documentId: string,
  aim: { from?: string; to?: string; unitId?: string } = {},
): Promise<GraphqlAnswer<{ authorship: Authorship }>> {
  return ask(target, cookie, QUERY, { id: documentId, ...aim })
}

/** „words – author”, and who brought them to where they are; words of one author in a unit together. */
export function creditsIn({ units, sources }: Authorship): string[] {
  const nameOf = (index: number | null): string => sources[index ?? -1]?.person?.name ?? '?'
  const credits: { text: string; who: string }[] = []
  for (const unit of units) {
    const cells = unit.cells.flatMap((cell) => cell.runs)
    for (const [at, run] of [...unit.runs, ...cells].entries()) {
      const { text, source, broughtBy } = run
      const who = nameOf(source) + (broughtBy === null ? '' : `, brought by ${nameOf(broughtBy)}`)
      const last = credits.at(-1)
      if (at > 0 && last?.who === who) last.text += text
      else credits.push({ text, who })
    }
  }
  return credits.map(({ text, who }) => `${text.trim()} – ${who}`)
}
