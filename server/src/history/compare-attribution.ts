// Says of each change of a difference whose it is.

import { groupPieces } from '../document/compare/index.ts'
import type {
  AuthorshipLookup,
  Difference,
  RowDifference,
  TableLine,
  UnitDifference,
  YjsId,
} from '../document/index.ts'
import { type ChangeSource, type Deed, keyOf, type SourceRow, Sources } from './sources.ts'

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
type DeedOf = (find: Find, id: YjsId | null) => Deed | null
type SourceOf = (find: Find, id: YjsId | null) => number | null

/** @param only whose everything is, where that is known without the log */
export function attribute(difference: Difference, authors: ChangeAuthors, only: ChangeSource | null): Attributed {
  const deedOf: DeedOf = (find, id) => (id === null ? null : readDeed(authors, find, id))
  const sources = new Sources(only === null ? deedsIn(difference, deedOf) : [], authors.rowOf)
  const everything = only === null ? null : sources.add(only)
  const sourceOf: SourceOf = (find, id) => everything ?? sources.indexOf(deedOf(find, id))
  return {
    difference: groupPieces(difference, (change, client, clock) => sourceOf(findOf(change), { client, clock })),
    sources: sources.all,
    sourcesOf: (unit) => sourcesOfUnit(unit, sourceOf),
    sourceOfLine: (line) => sourceOfLine(line, sourceOf),
  }
}

/** Null also for what was there before: it is shown as new only so that a change can be read. */
function readDeed(authors: ChangeAuthors, find: Find, { client, clock }: YjsId): Deed | null {
  const { lookup, since } = authors
  const seq = lookup[find](client, clock)
  const isGone = find === 'deletedAt'
  const proposalId = isGone ? authors.removalProposedBy(client, clock) : authors.proposedBy(client, clock)
  const wasThere = !isGone && proposalId === null && (lookup.typedAt(client, clock) ?? 0) <= since
  return seq === null || wasThere ? null : { seq, proposalId }
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

/** All by which anything that differs came or went. */
function deedsIn(difference: Difference, deedOf: DeedOf): Iterable<Deed> {
  const deeds = new Map<string, Deed>()
  const note: SourceOf = (find, id) => {
    const deed = deedOf(find, id)
    if (deed !== null) deeds.set(keyOf(deed), deed)
    return null
  }
  groupPieces(difference, (change, client, clock) => note(findOf(change), { client, clock }))
  for (const unit of difference.units) {
    sourcesOfUnit(unit, note)
    for (const line of linesOf(unit)) sourceOfLine(line, note)
  }
  return deeds.values()
}

function linesOf(unit: UnitDifference): (TableLine | RowDifference)[] {
  return unit.type === 'table' ? [...unit.columns, ...unit.rows] : []
}
