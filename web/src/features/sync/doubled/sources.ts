import * as Y from 'yjs'
import { textOf } from './changes.ts'
import type { Passage, Span } from './passage.ts'
import type { Piece } from './read-passages.ts'
import { type SharedRun, sharedRuns, wholeRun } from './shared-runs.ts'

/** Deleted characters, and from which of its characters on a new text has them again. */
export interface Source extends Span {
  from: number
}

/** What of a passage stands in a new text that was made by the same change. */
export function sourcesNow(item: Y.Item, passages: readonly Passage[], shortest: number): Source[] {
  return passages.flatMap((passage) => toSources(passage, sharedRuns(textOf(item), passage.text, shortest)))
}

/** What of an earlier passage stands in a new text. */
export function sourcesLater(item: Y.Item, passages: readonly Passage[], shortest: number): Source[] {
  return textOf(item).length < shortest / 2 ? [] : sourcesNow(item, passages, shortest)
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
