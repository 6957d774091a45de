// Says of each change of a difference whose it is.

import { groupPieces, joinGroups } from '../document/compare/index.ts'
import type {
  AuthorshipLookup,
  Difference,
  RowDifference,
  TableLine,
  UnitDifference,
  YjsId,
} from '../document/index.ts'
import { type ChangeSource, Deeds, type SourceRow, Sources } from './sources.ts'

/** Who wrote and deleted what, up to the later state. */
export interface ChangeAuthors {
  lookup: AuthorshipLookup
  /** The proposal by which this came into the text, or left it, between the two states; null for none. */
  proposedBy(client: number, clock: number): string | null
  removalProposedBy(client: number, clock: number): string | null
  rowOf(seq: number): SourceRow | null
  /** The place of the earlier state. */
  since: number
}

/** Whose the changes of a unit itself are, not of its words: indexes of sources. */
export interface UnitSources {
  /** Of its coming, going, moving, being split off or joined. */
  standing: number | null
  kind: number | null
  level: number | null
}

export interface Attributed {
  /** Groups of its pieces are indexes of sources. */
  difference: Difference
  sources: readonly ChangeSource[]
  sourcesOf(unit: UnitDifference): UnitSources
  /** Of a row or a column of a table. */
  sourceOfLine(line: TableLine): number | null
}

type Find = 'writtenAt' | 'typedAt' | 'deletedAt'
/** The number of what brought an id, or took it out; null for nobody known. */
type DeedOf = (find: Find, id: YjsId | null) => number | null
type SourceOf = (find: Find, id: YjsId | null) => number | null

/** @param only whose everything is, where that is known without the log */
export function attribute(difference: Difference, authors: ChangeAuthors, only: ChangeSource | null): Attributed {
  const deeds = new Deeds()
  const deedOf: DeedOf = (find, id) => (only !== null || id === null ? null : readDeed(authors, deeds, find, id))
  const byDeed = groupPieces(difference, (change, client, clock) => deedOf(findOf(change), { client, clock }))
  for (const unit of difference.units) {
    sourcesOfUnit(unit, deedOf)
    for (const line of linesOf(unit)) sourceOfLine(line, deedOf)
  }
  const sources = new Sources(deeds, authors.rowOf)
  const everything = only === null ? null : sources.add(only)
  const sourceOf: SourceOf = (find, id) => everything ?? sources.indexOf(deedOf(find, id))
  return {
    difference: joinGroups(byDeed, (deed) => everything ?? sources.indexOf(deed)),
    sources: sources.all,
    sourcesOf: (unit) => sourcesOfUnit(unit, sourceOf),
    sourceOfLine: (line) => sourceOfLine(line, sourceOf),
  }
}

/** Null also for what was there before: it is shown as new only so that a change can be read. */
function readDeed(authors: ChangeAuthors, deeds: Deeds, find: Find, { client, clock }: YjsId): number | null {
  const { lookup, since } = authors
  const seq = lookup[find](client, clock)
  if (seq === null) return null
  const isGone = find === 'deletedAt'
  const proposalId = isGone ? authors.removalProposedBy(client, clock) : authors.proposedBy(client, clock)
  const wasThere = !isGone && proposalId === null && (lookup.typedAt(client, clock) ?? 0) <= since
  return wasThere ? null : deeds.note(seq, proposalId)
}

function findOf(change: 'delete' | 'insert'): Find {
  return change === 'insert' ? 'writtenAt' : 'deletedAt'
}

function sourcesOfUnit({ before, after, category, move }: UnitDifference, sourceOf: SourceOf): UnitSources {
  const isSame = before !== null && after !== null
  const gone = after === null ? sourceOf('deletedAt', before?.standing ?? null) : null
  const come = after !== null && (before === null || move !== null) ? sourceOf('typedAt', after.standing) : null
  return {
    standing: category === null && move === null ? null : (gone ?? come),
    kind: isSame && before.kind !== after.kind ? sourceOf('typedAt', after.kindBy) : null,
    level: isSame && before.level !== after.level ? sourceOf('typedAt', after.levelBy) : null,
  }
}

function sourceOfLine({ change, standing }: TableLine, sourceOf: SourceOf): number | null {
  if (change === 'keep') return null
  return change === 'removed' ? sourceOf('deletedAt', standing.before) : sourceOf('typedAt', standing.after)
}

function linesOf(unit: UnitDifference): (TableLine | RowDifference)[] {
  return unit.type === 'table' ? [...unit.columns, ...unit.rows] : []
}
