import * as Y from 'yjs'
import { type FormatMap, NO_FORMATS, toContentFormats } from '../formats.ts'
import { HEAD_ID, implicitIdAfter } from '../ids.ts'
import { type Decide, decidedFormats } from '../proposal-views.ts'
import { readSections, type Section } from '../sections.ts'
import { type RowRecord, type TableRecord, tableParts } from '../table.ts'
import { firstItem, formatsAfter, isHidden, isMarker, keyItem, markerMap } from '../yjs.ts'
import {
  type CompareState,
  type Look,
  PLAIN,
  type StateBlock,
  type StateRow,
  type StateRun,
  type StateTable,
  sameLook,
  type YjsId,
} from './state.ts'

/**
 * Reads a state for `compare`; never writes. What it holds is what `decided(readContent(text), decide)` says, without
 * comments and open proposals: comments never matter, and a proposal is either in the text or not.
 * @param decide which proposals count as accepted; all others are left out
 */
export function readState(text: Y.Text, decide: Decide = () => 'reject'): CompareState {
  const reader = new StateReader(decide)
  for (const section of readSections(text)) reader.add(text, section)
  return reader.finish()
}

class StateReader {
  private readonly decide: Decide
  private readonly out: CompareState = []
  private readonly looks = new Map<FormatMap, Look | null>()

  constructor(decide: Decide) {
    this.decide = (id) => decide(id) ?? 'reject'
  }

  add(text: Y.Text, section: Section): void {
    const { marker, table, startFormats, proposed } = section
    const runs = this.readRuns(marker === null ? firstItem(text) : marker.right, startFormats)
    if (table !== null && marker !== null) {
      this.out.push(this.readTable(section.id, marker, table))
      this.joinToLast(runs)
    } else if (marker === null || this.isGone(proposed)) this.joinToLast(runs)
    else this.out.push(this.toBlock(section, marker, runs))
  }

  finish(): CompareState {
    return this.out.length > 0 ? this.out : [implicitParagraph(HEAD_ID, [])]
  }

  private isGone(proposed: Section['proposed']): boolean {
    const { ins, del } = proposed ?? {}
    return (ins !== undefined && this.decide(ins) === 'reject') || (del !== undefined && this.decide(del) === 'accept')
  }

  private toBlock({ id, kind, level, proposed }: Section, marker: Y.Item, runs: StateRun[]): StateBlock {
    const map = markerMap(marker)
    const was = proposed?.was
    const isWas = was !== undefined && this.decide(was.id) === 'reject'
    return {
      type: 'block',
      id,
      kind: isWas ? was.kind : kind,
      level: isWas ? was.level : level,
      runs,
      standing: yjsId(marker),
      kindBy: keyId(map, 'kind'),
      levelBy: keyId(map, 'level'),
    }
  }

  /** Characters whose marker is not in this state stand at the end of the block before. */
  private joinToLast(runs: StateRun[]): void {
    const last = this.out.at(-1)
    if (runs.length === 0) return
    if (last?.type === 'block') for (const run of runs) last.runs.push(run)
    else this.out.push(implicitParagraph(last ? implicitIdAfter(last.id) : HEAD_ID, runs))
  }

  private readTable(id: string, marker: Y.Item, table: TableRecord): StateTable {
    const ids = columnItems(marker)
    return {
      type: 'table',
      id,
      standing: keyId(markerMap(marker), 'shown') ?? yjsId(marker),
      columns: table.columns.map((column) => ({ id: column.id, standing: ids.get(column.id) ?? null })),
      rows: table.rows.map((row) => this.readRow(row)),
    }
  }

  private readRow({ id, header, map, cells }: RowRecord): StateRow {
    const read = cells.map((cell) => (cell === null ? [] : this.readRuns(firstItem(cell), NO_FORMATS)))
    return { id, header, headerBy: keyId(map, 'header'), cells: read, standing: keyId(map, 'shown') }
  }

  /** Characters and line breaks up to the next marker or the end. */
  private readRuns(first: Y.Item | null, startFormats: FormatMap): StateRun[] {
    const runs: StateRun[] = []
    let formats = startFormats
    for (let item = first; item !== null; item = item.right) {
      if (item.deleted) continue
      if (isMarker(item)) break
      if (isHidden(item)) formats = formatsAfter(formats, item)
      else addRun(runs, item, this.lookOf(formats))
    }
    return runs
  }

  /** Null where the characters are not in this state. */
  private lookOf(formats: FormatMap): Look | null {
    if (formats === NO_FORMATS) return PLAIN
    const known = this.looks.get(formats)
    if (known !== undefined) return known
    const rest = decidedFormats(formats, this.decide)
    const look = rest === null ? null : toLook(rest)
    this.looks.set(formats, look)
    return look
  }
}

function toLook(formats: FormatMap): Look {
  const { comment: _comment, ins: _ins, del: _del, set: _set, ...look } = toContentFormats(formats) ?? {}
  return look
}

function addRun(runs: StateRun[], item: Y.Item, look: Look | null): void {
  if (look === null) return
  const { client, clock } = item.id
  const text = item.content instanceof Y.ContentString ? item.content.str : '\n'.repeat(item.length)
  const last = runs.at(-1)
  const goesOn = last !== undefined && last.client === client && last.clock + last.text.length === clock
  if (goesOn && sameLook(last.look, look)) last.text += text
  else runs.push({ text, look, client, clock })
}

function columnItems(marker: Y.Item): Map<unknown, YjsId> {
  const ids = new Map<unknown, YjsId>()
  for (let item = tableParts(marker)?.columns._start ?? null; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentAny)) continue
    const { client, clock } = item.id
    item.content.arr.forEach((id: unknown, at) => {
      if (!ids.has(id)) ids.set(id, { client, clock: clock + at })
    })
  }
  return ids
}

function keyId(map: Y.Map<unknown>, key: string): YjsId | null {
  const item = keyItem(map, key)
  return item === undefined || item.deleted ? null : yjsId(item)
}

function yjsId({ id: { client, clock } }: Y.Item): YjsId {
  return { client, clock }
}

function implicitParagraph(id: string, runs: StateRun[]): StateBlock {
  return { type: 'block', id, kind: 'paragraph', level: 0, runs, standing: null, kindBy: null, levelBy: null }
}
