import type * as Y from 'yjs'
import { type FormatMap, NO_FORMATS } from '../formats.ts'
import { readSections } from '../sections.ts'
import { parseLayeredFormat } from '../shape.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker, keyItem, markerMap } from '../yjs.ts'
import type { Attribution } from './facts.ts'
import { type IdRange, Ranges } from './ranges.ts'

/** Words or a marker with the proposals that would bring or take them. */
export interface ProposedWords extends IdRange {
  ins: readonly string[]
  del: readonly string[]
}

/** Everything in a text and its tables that carries the mark of a proposal. Costs one walk over the document. */
export function readProposedWords(text: Y.Text): ProposedWords[] {
  const cells = readSections(text).flatMap(({ table }) => table?.rows.flatMap((row) => row.cells) ?? [])
  return [text, ...cells].flatMap((each) => (each === null ? [] : readOne(each)))
}

/** What one proposal would bring and take. */
export interface ProposedIds {
  in: IdRange[]
  out: IdRange[]
}

/** What a proposal marks in a text: words, markers, and what would make a unit of another kind or level. */
export function readProposedIds(text: Y.Text, proposalId: string): ProposedIds {
  const found: ProposedIds = { in: [], out: [] }
  for (const { ins, del, ...range } of readProposedWords(text)) {
    if (ins.includes(proposalId)) found.in.push(range)
    if (del.includes(proposalId)) found.out.push(range)
  }
  for (const { marker, kind, level, proposed } of readSections(text)) {
    const was = proposed?.was
    if (marker === null || was?.id !== proposalId) continue
    const changed = [was.kind !== kind && 'kind', was.level !== level && 'level']
    found.in.push(...changed.flatMap((key) => idsOfKey(marker, key)))
  }
  return found
}

function idsOfKey(marker: Y.Item, key: string | false): IdRange[] {
  const item = key === false ? undefined : keyItem(markerMap(marker), key)
  return item === undefined || item.deleted ? [] : [{ ...item.id, length: item.length }]
}

/**
 * Notes what became of proposed words in the row that decided: those that lost their mark came in, and those that were
 * marked to go and are gone were taken out, by that proposal.
 * @param named the first of those that the row decided, where it says so
 */
export function noteAccepted(
  attribution: Attribution,
  before: readonly ProposedWords[],
  text: Y.Text,
  named: string | null,
): void {
  const words = readProposedWords(text)
  const now = new Ranges<ProposedWords>(false)
  for (const each of words) now.add(each, each)
  const accepted = new Set(named === null ? [] : [named])
  const taken: { range: IdRange; del: readonly string[] }[] = []
  for (const { ins, del, ...range } of before) {
    for (const { value: seq, ...part } of attribution.deleted.within(range)) {
      if (seq === undefined) noteKept(attribution, now, part, ins, accepted)
      else if (seq === attribution.seq) taken.push({ range: part, del })
    }
  }
  const left = new Set(words.flatMap(({ ins, del }) => [...ins, ...del]))
  for (const { range, del } of taken) {
    const id = likeliest(del, accepted, left)
    if (id !== undefined) attribution.proposed.out.add(range, id)
  }
}

/** Several may have wanted the same words gone: those of which marks are left were not decided. */
function likeliest(
  del: readonly string[],
  accepted: ReadonlySet<string>,
  left: ReadonlySet<string>,
): string | undefined {
  return del.find((id) => accepted.has(id)) ?? del.find((id) => !left.has(id)) ?? del[0]
}

function noteKept(
  attribution: Attribution,
  now: Ranges<ProposedWords>,
  range: IdRange,
  ins: readonly string[],
  accepted: Set<string>,
): void {
  for (const { value, ...part } of now.within(range)) {
    const id = ins.find((each) => value?.ins.includes(each) !== true)
    if (id === undefined) continue
    accepted.add(id)
    attribution.proposed.in.add(part, id)
  }
}

function readOne(text: Y.Text): ProposedWords[] {
  const found: ProposedWords[] = []
  let formats: FormatMap = NO_FORMATS
  for (let item = firstItem(text); item !== null; item = item.right) {
    if (item.deleted) continue
    const range = { ...item.id, length: item.length }
    if (isMarker(item)) {
      if (!flowsOn(item)) formats = NO_FORMATS
      const map = markerMap(item)
      add(found, range, idsIn(map.get('ins')), idsIn(map.get('del')))
    } else if (isHidden(item)) formats = formatsAfter(formats, item)
    else add(found, range, idsOf(formats, 'ins'), idsOf(formats, 'del'))
  }
  return found
}

function add(found: ProposedWords[], range: IdRange, ins: string[], del: string[]): void {
  if (ins.length > 0 || del.length > 0) found.push({ ...range, ins, del })
}

function idsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : []
}

function idsOf(formats: FormatMap, name: 'ins' | 'del'): string[] {
  return Object.keys(formats).flatMap((key) => {
    const layer = parseLayeredFormat(key)
    return layer?.name === name ? [layer.id] : []
  })
}
