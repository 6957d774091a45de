// Says of each change of a difference whose it is.

import { changedPieces, groupPieces } from '../document/compare/index.ts'
import type { ChangedPiece, Difference, RowDifference, TableLine, UnitDifference, YjsId } from '../document/index.ts'
import { DeedStretches } from './deed-stretches.ts'
import { type ChangeSource, type Deeds, type SourceRow, Sources } from './sources.ts'

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
  /** Of a row or a column of a table; of a row that stays, whose it is that it is a heading row or none. */
  sourceOfLine(line: TableLine | RowDifference): number | null
}

export type Find = 'typedAt' | 'deletedAt'
/** The number of what brought an id, or took it out; null for nobody known. */
type DeedOf = (find: Find, id: YjsId | null) => number | null
type SourceOf = (find: Find, id: YjsId | null) => number | null

/** Of what nobody did yet. */
export function unattributed(difference: Difference): Attributed {
  return {
    difference: groupPieces(difference, ({ text }) => [{ length: text.length, group: null }]),
    sources: [],
    sourcesOf: () => ({ standing: null, kind: null, level: null }),
    sourceOfLine: () => null,
  }
}

/** Finds by which deeds what differs came and went. */
export interface DeedReader {
  readonly deeds: Deeds
  /** What is asked for next is of this unit. */
  enter?(unit: UnitDifference): void
  /**
   * Those of the characters of a piece.
   * @param index its place among the changed pieces
   */
  readPiece(piece: ChangedPiece, index: number, out: DeedStretches): void
  ofId(find: Find, id: YjsId): number | null
}

export function attributeBy(
  difference: Difference,
  reader: DeedReader,
  rowOf: (seq: number) => SourceRow | null,
  only: ChangeSource | null = null,
): Attributed {
  const deedOf = only === null ? knownDeeds(reader) : () => null
  const stretches = only === null ? readPieces(difference, reader) : null
  for (const unit of difference.units) {
    reader.enter?.(unit)
    sourcesOfUnit(unit, deedOf)
    for (const line of linesOf(unit)) sourceOfLine(line, deedOf)
  }
  const sources = Sources.of(reader.deeds, rowOf)
  const everything = only === null ? null : sources.add(only)
  const sourceOf: SourceOf = (find, id) => everything ?? sources.indexOf(deedOf(find, id))
  return {
    difference: groupPieces(difference, ({ text }, index) => {
      return stretches?.groups(index, (deed) => sources.indexOf(deed)) ?? [{ length: text.length, group: everything }]
    }),
    sources: sources.all,
    sourcesOf: (unit) => sourcesOfUnit(unit, sourceOf),
    sourceOfLine: (line) => sourceOfLine(line, sourceOf),
  }
}

/** Each asked for while its unit is entered; asked again it is the same, whichever unit was entered last. */
function knownDeeds(reader: DeedReader): DeedOf {
  const known = new Map<string, number | null>()
  return (find, id) => {
    if (id === null) return null
    const name = `${find}/${id.client}/${id.clock}`
    let deed = known.get(name)
    if (deed === undefined) known.set(name, (deed = reader.ofId(find, id)))
    return deed
  }
}

function readPieces(difference: Difference, reader: DeedReader): DeedStretches {
  const stretches = new DeedStretches()
  let index = 0
  for (const unit of difference.units) {
    reader.enter?.(unit)
    for (const piece of changedPieces({ units: [unit] })) {
      reader.readPiece(piece, index, stretches)
      stretches.endPiece()
      index += 1
    }
  }
  return stretches
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

function sourceOfLine(line: TableLine | RowDifference, sourceOf: SourceOf): number | null {
  const { change, standing } = line
  if (change === 'keep') return 'headerBy' in line ? sourceOfHeader(line, sourceOf) : null
  return change === 'removed' ? sourceOf('deletedAt', standing.before) : sourceOf('typedAt', standing.after)
}

function sourceOfHeader({ headerBefore, headerAfter, headerBy }: RowDifference, sourceOf: SourceOf): number | null {
  if (headerBefore === headerAfter) return null
  return headerAfter ? sourceOf('typedAt', headerBy.after) : sourceOf('deletedAt', headerBy.before)
}

function linesOf(unit: UnitDifference): (TableLine | RowDifference)[] {
  return unit.type === 'table' ? [...unit.columns, ...unit.rows] : []
}
