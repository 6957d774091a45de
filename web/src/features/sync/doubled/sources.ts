import * as Y from 'yjs'
import { textOf } from './changes.ts'
import type { Passage, Span } from './passage.ts'
import type { Piece } from './read-passages.ts'
import { type Effort, type SharedRun, sharedRuns, wholeRun } from './shared-runs.ts'

/** Deleted characters, and from which of its characters on a new text has them again. */
export interface Source extends Span {
  from: number
}

/** What of passages stands in a new text that was made by the same change; every character of it is found once. */
export function sourcesNow(item: Y.Item, passages: readonly Passage[], shortest: number, effort: Effort): Source[] {
  const sources: Source[] = []
  let rest = [{ from: 0, text: textOf(item) }]
  for (const passage of passages) {
    rest = rest.flatMap(({ from: start, text }) => {
      const runs = sharedRuns(text, passage.text, shortest, effort)
      if (runs.length === 0) return [{ from: start, text }]
      sources.push(
        ...toSources(
          passage,
          runs.map((run) => ({ ...run, from: start + run.from })),
        ),
      )
      return gaps(text, runs).map((gap) => ({ from: start + gap.from, text: gap.text }))
    })
  }
  return sources
}

function gaps(text: string, runs: readonly SharedRun[]): { from: number; text: string }[] {
  const starts = [0, ...runs.map(({ from, length }) => from + length)]
  const ends = [...runs.map(({ from }) => from), text.length]
  return starts.flatMap((from, index) => {
    const gap = text.slice(from, ends[index])
    return gap === '' ? [] : [{ from, text: gap }]
  })
}

/** What of earlier passages stands in a new text. */
export function sourcesLater(item: Y.Item, passages: readonly Passage[], shortest: number, effort: Effort): Source[] {
  return textOf(item).length < shortest / 2 ? [] : sourcesNow(item, passages, shortest, effort)
}

/** What of an earlier passage a new text has as a whole, the latest first: it was cut, and now it is pasted. */
export function sourcesWhole(item: Y.Item, passages: readonly Passage[], shortest: number): Source[] {
  const text = textOf(item)
  if (text.length < shortest / 2) return []
  for (const passage of passages.toReversed()) {
    const run = wholeRun(text, passage.text, shortest)
    if (run !== null) return toSources(passage, [run])
  }
  return []
}

/** What a new text brought back, if it stands where undo puts such: right before what was deleted. */
export function sourcesBehind(item: Y.Item, passages: readonly Passage[]): Source[] {
  if (item.rightOrigin === null) return []
  const text = textOf(item)
  const behind = { ...item.rightOrigin, length: text.length }
  const known = passages.flatMap((passage) =>
    passage.find(behind).map(({ clock, length, at }) => {
      const from = clock - behind.clock
      return text.slice(from, from + length) === passage.text.slice(at, at + length)
    }),
  )
  return known.length > 0 && known.every(Boolean) ? [{ ...behind, from: 0 }] : []
}

/**
 * What of an item was deleted here before, with its words.
 * @param partsOf what of these characters is meant
 */
export function piecesBefore(
  item: Y.Item,
  passages: readonly Passage[],
  partsOf: (span: Span) => readonly Span[],
): Piece[] {
  const all = { client: item.id.client, clock: item.id.clock, length: item.length }
  const pieces = passages.flatMap((passage) =>
    passage.findDeleted(all).flatMap((run) =>
      partsOf(run).map(({ client, clock, length }) => {
        const at = run.at + clock - run.clock
        return { client, clock, text: passage.text.slice(at, at + length) }
      }),
    ),
  )
  return withoutOverlap(pieces.sort((a, b) => a.clock - b.clock))
}

/** Characters may have been hidden first and deleted later: they are in two passages. */
function withoutOverlap(pieces: readonly Piece[]): Piece[] {
  let end = 0
  return pieces.flatMap(({ client, clock, text }) => {
    const rest = text.slice(Math.max(0, end - clock))
    const start = Math.max(clock, end)
    end = Math.max(end, clock + text.length)
    return rest === '' ? [] : [{ client, clock: start, text: rest }]
  })
}

/** The items that hold these characters now. */
export function itemsOf(store: Y.Doc['store'], { client, clock, length }: Span): Y.Item[] {
  const structs = store.clients.get(client) ?? []
  const found: Y.Item[] = []
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index]
    if (struct === undefined || struct.id.clock >= clock + length) break
    if (struct instanceof Y.Item) found.push(struct)
  }
  return found
}

function toSources(passage: Passage, runs: readonly SharedRun[]): Source[] {
  return runs.flatMap(({ from, at, length }) => {
    let next = from
    return passage.spans(at, length).map((span) => {
      const source = { ...span, from: next }
      next += span.length
      return source
    })
  })
}
