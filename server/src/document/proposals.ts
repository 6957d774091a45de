/** Deciding proposals in the text itself. */
import type * as Y from 'yjs'
import { TextCursor, type WriteContext } from './cursor.ts'
import { type FormatMap, NO_FORMATS, sameFormats } from './formats.ts'
import { insertedBy } from './proposal-signs.ts'
import { type Decide, decidedFormats, type ProposalVerdict } from './proposal-views.ts'
import { readSections, type Section } from './sections.ts'
import { isFormatAllowed } from './shape.ts'
import type { TableRecord } from './table.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker, markerMap } from './yjs.ts'

/** Did the person who made the proposal write the character, or the marker, with this id? */
export type IsWrittenByProposer = (proposalId: string, id: Pick<Y.ID, 'client' | 'clock'>) => boolean

interface Decision {
  decide: Decide
  isOwn: IsWrittenByProposer
  context: WriteContext
}

/** Characters that stand together: how many, and what remains over them (null: they go). */
interface Stretch {
  size: number
  before: FormatMap
  after: FormatMap | null
}

/** A block's first marker, or one inside a run of formats, that stays or goes. */
type Part = Stretch | { marker: Y.Item; isGone: boolean }

/**
 * Writes that these proposals were accepted or rejected, into the document's text and its cells. To be called inside a
 * transaction. Only blocks that carry their marks are touched; formats are closed by adding items, never by deleting.
 */
export function resolveProposals(
  text: Y.Text,
  ids: ReadonlySet<string>,
  verdict: ProposalVerdict,
  isOwn: IsWrittenByProposer,
): void {
  text.doc?.transact((transaction) => {
    const knowsFormat = (key: string): boolean => isFormatAllowed(key, null)
    const context: WriteContext = { transaction, knowsFormat, closers: new WeakSet() }
    const decide: Decide = (id) => (ids.has(id) ? verdict : null)
    const decision = { decide, isOwn, context }
    const sections = readSections(text)
    for (const { table } of sections) resolveCells(table, decision)
    for (const family of familiesOf(sections)) resolveFamily(text, family, decision)
  })
}

function resolveCells(table: TableRecord | null, decision: Decision): void {
  for (const cell of table?.rows.flatMap((row) => row.cells) ?? []) {
    if (cell === null) continue
    const parts = readStretches(firstItem(cell), NO_FORMATS, decision)
    if (parts.some(isChange)) writeParts(new TextCursor(cell, null, decision.context), parts)
  }
}

/** Sections through which formats run on are written in one go. */
function familiesOf(sections: readonly Section[]): Section[][] {
  const families: Section[][] = []
  for (const section of sections) {
    const { marker, table } = section
    const isFence = marker === null || table !== null || !flowsOn(marker)
    if (isFence || families.length === 0) families.push([section])
    else families.at(-1)?.push(section)
  }
  return families
}

function resolveFamily(text: Y.Text, family: readonly Section[], decision: Decision): void {
  const parts = family.flatMap((section) => partsOf(text, section, decision))
  if (!parts.some(isChange)) return
  const [first, ...rest] = parts
  if (first === undefined || !('marker' in first)) {
    writeParts(new TextCursor(text, null, decision.context), parts)
  } else if (first.isGone) {
    writeParts(TextCursor.before(text, first.marker, decision.context), parts)
  } else {
    writeParts(new TextCursor(text, first.marker, decision.context), rest)
  }
}

function partsOf(text: Y.Text, { marker, table, startFormats }: Section, decision: Decision): Part[] {
  const stretches = readStretches(marker === null ? firstItem(text) : marker.right, startFormats, decision)
  if (marker === null) return stretches
  return [{ marker, isGone: table === null && resolveMarker(marker, decision) }, ...stretches]
}

function isChange(part: Part): boolean {
  if ('marker' in part) return part.isGone
  return part.after === null || !sameFormats(part.before, part.after)
}

/** Decides what a marker carries; true if the marker is to go. */
function resolveMarker(marker: Y.Item, { decide, isOwn }: Decision): boolean {
  const map = markerMap(marker)
  const [ins, del] = [map.get('ins'), map.get('del')].map((id) => (typeof id === 'string' ? id : null))
  const verdicts = { ins: ins ? decide(ins) : null, del: del ? decide(del) : null }
  if (ins && verdicts.ins === 'reject' && isOwn(ins, marker.id)) return true
  if (verdicts.del === 'accept') return true
  if (verdicts.ins !== null) map.delete('ins')
  if (verdicts.del !== null) map.delete('del')
  resolveFormer(map, decide)
  return false
}

function resolveFormer(map: Y.Map<unknown>, decide: Decide): void {
  const was = map.get('was') as { kind: string; level: number; id: string } | undefined
  const verdict = was === undefined ? null : decide(was.id)
  if (was === undefined || verdict === null) return
  if (verdict === 'reject') {
    if (map.get('kind') !== was.kind) map.set('kind', was.kind)
    if (map.get('level') !== was.level) map.set('level', was.level)
  }
  map.delete('was')
}

/** Writes up to the last change; what follows keeps its look. */
function writeParts(cursor: TextCursor, parts: readonly Part[]): void {
  for (const part of parts.slice(0, parts.findLastIndex(isChange) + 1)) {
    if ('marker' in part) {
      if (part.isGone) cursor.remove(1)
      else cursor.keepMarker()
    } else if (part.after === null) cursor.remove(part.size)
    else cursor.keep(part.size, part.after)
  }
  cursor.finish()
}

function readStretches(first: Y.Item | null, start: FormatMap, decision: Decision): Stretch[] {
  const stretches: Stretch[] = []
  let before = start
  for (let item = first; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) break
    if (isHidden(item)) before = formatsAfter(before, item)
    else stretches.push(...stretchesOf(item, before, decision))
  }
  return stretches
}

/** One, but where only some of an item's characters go with a proposal: they have one client, and may have two writers. */
function stretchesOf(item: Y.Item, before: FormatMap, { decide, isOwn }: Decision): Stretch[] {
  const { client, clock } = item.id
  const rejected = insertedBy(before).filter((id) => decide(id) === 'reject')
  const ownAt = (at: number) => new Set(rejected.filter((id) => isOwn(id, { client, clock: clock + at })))
  const stretches: Stretch[] = []
  for (let from = 0; from < item.length; ) {
    const own = ownAt(from)
    let to = from + 1
    while (to < item.length && (rejected.length === 0 || isSame(own, ownAt(to)))) to += 1
    stretches.push({ size: to - from, before, after: decidedFormats(before, decide, (id) => own.has(id)) })
    from = to
  }
  return stretches
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id))
}
