// Whose every word of a passage is: its characters gathered into runs that one person wrote, for one organisation, by one
// proposal, in one sitting, and that came to where they are in one way.

import type * as Y from 'yjs'
import {
  type Attribution,
  BODY,
  firstItem,
  formatsAfter,
  type IdRange,
  insertedBy,
  isHidden,
  isMarker,
  type Passage,
  type PlaceLine,
  readPlaceLines,
  UNKNOWN_ROW,
} from '../document/index.ts'
import { inSlices, resultInSlices } from '../threads/slices.ts'
import type { Authored } from './authorship-run.ts'
import { type ChangeSource, Deeds, Sources } from './sources.ts'

export interface AuthoredRun {
  text: string
  /** Who wrote the words first: an index of the sources; null where the log does not say. */
  source: number | null
  /** Who brought them to where they are, where that was another row; an index of the sources. */
  broughtBy: number | null
  /** The first version kept after they were written; null where there is none yet. */
  versionId: string | null
}

/** A block, or a cell of a table. */
export interface AuthoredLine {
  blockId: string
  cell: { row: number; column: number } | null
  runs: AuthoredRun[]
}

export interface AuthoredText {
  lines: AuthoredLine[]
  sources: readonly ChangeSource[]
}

/** A version as a place in the log. */
export interface VersionPlace {
  id: string
  seq: number
}

/** What tells since when words are in the text. */
export interface Standing {
  /** In the order of their places. */
  versions: readonly VersionPlace[]
  /** Accepted proposals, with the place of the decision where that is known: their words are in no version before. */
  accepted: ReadonlyMap<string, number | null>
}

/** Words that one row wrote and one row brought, by the numbers of these deeds. */
interface Part {
  text: string
  written: number
  brought: number | null
  seq: number
  /** The first row that is known to have had them in the text; none where it is proposed only. */
  since: number
}

/**
 * Runs of a passage, or of the whole text; lines without words are left out of a passage, and kept in a whole text. In
 * slices: the document must stay as it is meanwhile.
 */
export async function readAuthoredText(
  { doc, attribution, authors }: Pick<Authored, 'doc' | 'attribution' | 'authors'>,
  passage: Passage | null,
  { versions, accepted }: Standing,
): Promise<AuthoredText> {
  const reader = new PartReader(attribution, accepted)
  const read: { line: PlaceLine; parts: Part[] }[] = []
  await inSlices(readPlaceLines(doc.getText(BODY)).entries(), ([index, line]) => {
    const stretch = stretchOf(passage, index, line)
    if (stretch !== null) read.push({ line, parts: reader.read(line, stretch) })
  })
  const sources = await resultInSlices(Sources.inSteps(reader.deeds, (seq) => authors.find(seq)))
  const toRun = ({ text, written, brought, since }: Part): AuthoredRun => ({
    text,
    source: sources.indexOf(written),
    broughtBy: sources.indexOf(brought),
    versionId: versionSince(versions, since),
  })
  const lines: AuthoredLine[] = []
  await inSlices(read, ({ line: { blockId, cell }, parts }) => {
    lines.push({ blockId, cell, runs: join(parts.map(toRun)) })
  })
  return { lines, sources: sources.all }
}

interface Stretch {
  start: number
  end: number
}

/** What of a line belongs to a passage; null for nothing. */
function stretchOf(passage: Passage | null, index: number, { words }: PlaceLine): Stretch | null {
  if (passage === null) return { start: 0, end: words.length }
  const { from, to } = passage
  if (index < from.line || index > to.line) return null
  const stretch = { start: index === from.line ? from.offset : 0, end: index === to.line ? to.offset : words.length }
  return stretch.start < stretch.end ? stretch : null
}

/** Takes lines apart by who wrote and who brought their words. */
class PartReader {
  readonly deeds = new Deeds()
  private readonly attribution: Attribution
  private readonly accepted: Standing['accepted']
  private parts: Part[] = []

  constructor(attribution: Attribution, accepted: Standing['accepted']) {
    this.attribution = attribution
    this.accepted = accepted
  }

  read(line: PlaceLine, { start, end }: Stretch): Part[] {
    this.parts = []
    let formats = line.startFormats
    let at = 0
    for (let item = firstOf(line); item !== null && at < end; item = item.right) {
      if (item.deleted) continue
      if (isMarker(item)) break
      if (isHidden(item)) {
        formats = formatsAfter(formats, item)
        continue
      }
      const [from, to] = [Math.max(0, start - at), Math.min(item.length, end - at)]
      if (from < to) this.readItem(item, from, to, insertedBy(formats)[0] ?? null)
      at += item.length
    }
    return this.parts
  }

  private readItem(item: Y.Item, from: number, to: number, proposal: string | null): void {
    const { client, clock } = item.id
    const words = wordsOf(item)
    for (const origin of this.attribution.origins({ client, clock: clock + from, length: to - from })) {
      const { writtenAt: seq, typedAt } = origin
      const text = words.slice(origin.clock - clock, origin.clock - clock + origin.length)
      const brought = seq === typedAt ? null : this.deeds.note(typedAt, null)
      this.add(origin, { text, seq, since: seq === UNKNOWN_ROW ? typedAt : seq, brought }, proposal)
    }
  }

  private add(range: IdRange, part: Omit<Part, 'written'>, open: string | null): void {
    const { proposed } = this.attribution
    for (const { value, clock, length } of proposed.in.within(range)) {
      const from = clock - range.clock
      const since = this.sinceOf(part, value ?? null, open)
      const written = this.deeds.note(part.seq, value ?? open)
      this.parts.push({ ...part, text: part.text.slice(from, from + length), since, written })
    }
  }

  private sinceOf({ since }: Pick<Part, 'since'>, accepted: string | null, open: string | null): number {
    if (accepted === null) return open === null ? since : Number.POSITIVE_INFINITY
    return Math.max(since, this.accepted.get(accepted) ?? since)
  }
}

function firstOf({ text, marker }: PlaceLine): Y.Item | null {
  return marker === null ? firstItem(text) : marker.right
}

function wordsOf({ content, length }: Y.Item): string {
  return 'str' in content && typeof content.str === 'string' ? content.str : '\n'.repeat(length)
}

/** Versions rise with their places. */
function versionSince(versions: readonly VersionPlace[], seq: number): string | null {
  let [low, high] = [0, versions.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((versions[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return versions[low]?.id ?? null
}

function join(runs: readonly AuthoredRun[]): AuthoredRun[] {
  const joined: AuthoredRun[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    const isSame = last?.source === run.source && last.broughtBy === run.broughtBy && last.versionId === run.versionId
    if (last !== undefined && isSame) last.text += run.text
    else joined.push({ ...run })
  }
  return joined
}
