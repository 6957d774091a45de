import * as Y from 'yjs'
import { BLOCK_KINDS, type BlockKind, MAX_LEVEL, type ProposedMarker } from './content.ts'
import { type FormatMap, NO_FORMATS } from './formats.ts'
import { HEAD_ID } from './ids.ts'
import { isId, isValueAllowed } from './shape.ts'
import { readTable, type TableRecord } from './table.ts'
import { firstItem, flowsOn, formatsAfter, isHidden, isMarker, itemName, markerMap } from './yjs.ts'

/** Characters of one format, or a line break (`text: null`). */
export interface Run {
  text: string | null
  formats: FormatMap
}

/** The runs between two markers, or of a table cell. */
export interface Line {
  runs: Run[]
  endFormats: FormatMap
  /** The marker that ends the line; null at the end of the text. */
  next: Y.Item | null
}

/**
 * A marker and the characters up to the next one. The first section of every document has no marker: it holds what
 * stands before the first one, mostly nothing.
 */
export interface Section extends Line {
  marker: Y.Item | null
  /** As stored; two sections may hold the same id after two people undid the same deletion. */
  storedId: string
  /** As shown: unique. Set by `assignIds`. */
  id: string
  kind: BlockKind
  level: number
  /** What proposals would do to the marker; undefined for tables and where there is none. */
  proposed: ProposedMarker | undefined
  /** With a table, `runs` is an implicit paragraph after it. */
  table: TableRecord | null
  startFormats: FormatMap
}

/**
 * Reads one section. A pure function of the items, so that reading all and reading again only what changed give the
 * same normal form: no sequence of items is refused, whatever concurrency left behind.
 * @param startFormats what is in force where the marker stands
 */
export function readSection(text: Y.Text, marker: Y.Item | null, startFormats: FormatMap): Section {
  const table = marker === null ? null : readTable(marker)
  const flows = marker !== null && table === null && flowsOn(marker)
  const start = flows ? startFormats : NO_FORMATS
  const line = readLine(marker === null ? firstItem(text) : marker.right, start)
  const storedId = marker === null ? HEAD_ID : storedBlockId(marker)
  const proposed = marker === null || table !== null ? undefined : readProposed(marker)
  return { ...line, ...readKind(marker), proposed, marker, storedId, id: storedId, table, startFormats: start }
}

/** Reads every section, the one without a marker first; their ids are unique. */
export function readSections(text: Y.Text): Section[] {
  const sections = [readSection(text, null, NO_FORMATS)]
  for (let last = sections[0]; last?.next; last = sections.at(-1)) {
    sections.push(readSection(text, last.next, last.endFormats))
  }
  assignIds(sections)
  return sections
}

/**
 * Makes the shown ids unique: of sections with the same stored id the first keeps it, unless it is only proposed and a
 * later one is not: a proposal takes no block's id. Answers the changed indexes.
 */
export function assignIds(sections: readonly Section[]): number[] {
  const keepers = new Map<string, Section>()
  for (const section of sections) {
    const keeper = keepers.get(section.storedId)
    if (keeper === undefined || (isProposed(keeper) && !isProposed(section))) keepers.set(section.storedId, section)
  }
  const uses = new Map<string, number>()
  const changed: number[] = []
  sections.forEach((section, index) => {
    const id = keepers.get(section.storedId) === section ? section.storedId : nextName(section.storedId, uses)
    if (section.id === id) return
    section.id = id
    changed.push(index)
  })
  return changed
}

function isProposed({ proposed }: Section): boolean {
  return proposed?.ins !== undefined
}

function nextName(storedId: string, uses: Map<string, number>): string {
  const use = (uses.get(storedId) ?? 1) + 1
  uses.set(storedId, use)
  return `${storedId}~${use}`
}

/** Reads characters and line breaks up to the next marker or the end. */
export function readLine(first: Y.Item | null, startFormats: FormatMap): Line {
  const runs: Run[] = []
  let formats = startFormats
  let next = first
  for (; next !== null; next = next.right) {
    if (next.deleted) continue
    if (isMarker(next)) break
    if (isHidden(next)) formats = formatsAfter(formats, next)
    else addRun(runs, next, formats)
  }
  return { runs, endFormats: formats, next }
}

function addRun(runs: Run[], item: Y.Item, formats: FormatMap): void {
  if (!(item.content instanceof Y.ContentString)) {
    for (let unit = 0; unit < item.length; unit++) runs.push({ text: null, formats })
    return
  }
  const last = runs.at(-1)
  if (last !== undefined && last.text !== null && last.formats === formats) last.text += item.content.str
  else runs.push({ text: item.content.str, formats })
}

function storedBlockId(marker: Y.Item): string {
  const id = markerMap(marker).get('id')
  return isId(id) ? id : `?${itemName(marker)}`
}

function readKind(marker: Y.Item | null): { kind: BlockKind; level: number } {
  if (marker === null) return { kind: 'paragraph', level: 0 }
  const map = markerMap(marker)
  const kind = map.get('kind') as BlockKind
  const level = map.get('level')
  return {
    kind: BLOCK_KINDS.includes(kind) ? kind : 'paragraph',
    level: Number.isInteger(level) ? Math.min(MAX_LEVEL, Math.max(0, level as number)) : 0,
  }
}

function readProposed(marker: Y.Item): ProposedMarker | undefined {
  const map = markerMap(marker)
  const out: ProposedMarker = {}
  for (const name of ['ins', 'del'] as const) {
    const id = map.get(name)
    if (isId(id)) out[name] = id
  }
  const was = map.get('was')
  if (isValueAllowed('marker', 'was', was)) out.was = { ...(was as NonNullable<ProposedMarker['was']>) }
  return Object.keys(out).length > 0 ? out : undefined
}
