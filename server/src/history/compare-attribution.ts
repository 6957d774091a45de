// Says of each change of a difference whose it is.

import { changedPieces, groupPieces } from '../document/compare/index.ts'
import type {
  Attribution,
  ChangedPiece,
  Difference,
  IdRange,
  RowDifference,
  TableLine,
  UnitDifference,
  YjsId,
} from '../document/index.ts'
import { DeedStretches } from './deed-stretches.ts'
import { idsOf, type PackedIds } from './packed-ids.ts'
import { type ChangeSource, Deeds, type SourceRow, Sources } from './sources.ts'

/** Who wrote and deleted what differs. */
export interface ChangeAuthors {
  attribution: Attribution
  /** The proposals that were accepted between the two states: by them words came and went. */
  accepted: ReadonlySet<string>
  rowOf(seq: number): SourceRow | null
  /** The places of the two states. */
  since: number
  until: number
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
  /**
   * Those of the characters of a piece.
   * @param index its place among the changed pieces
   */
  readPiece(piece: ChangedPiece, index: number, out: DeedStretches): void
  ofId(find: Find, id: YjsId): number | null
}

/** A difference that came from another thread. */
export interface Packed {
  /** Its pieces hold no ids. */
  difference: Difference
  ids: PackedIds
}

/** @param only whose everything is, where that is known without the log */
export function attribute({ difference, ids }: Packed, authors: ChangeAuthors, only: ChangeSource | null): Attributed {
  return attributeBy(difference, new AuthorsReader(authors, ids), authors.rowOf, only)
}

export function attributeBy(
  difference: Difference,
  reader: DeedReader,
  rowOf: ChangeAuthors['rowOf'],
  only: ChangeSource | null = null,
): Attributed {
  const deedOf: DeedOf = (find, id) => (only !== null || id === null ? null : reader.ofId(find, id))
  const stretches = only === null ? readPieces(difference, reader) : null
  for (const unit of difference.units) {
    sourcesOfUnit(unit, deedOf)
    for (const line of linesOf(unit)) sourceOfLine(line, deedOf)
  }
  const sources = new Sources(reader.deeds, rowOf)
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

function readPieces(difference: Difference, reader: DeedReader): DeedStretches {
  const stretches = new DeedStretches()
  let index = 0
  for (const piece of changedPieces(difference)) {
    reader.readPiece(piece, index, stretches)
    stretches.endPiece()
    index += 1
  }
  return stretches
}

class AuthorsReader implements DeedReader {
  readonly deeds = new Deeds()
  private readonly authors: ChangeAuthors
  private readonly ids: PackedIds

  constructor(authors: ChangeAuthors, ids: PackedIds) {
    this.authors = authors
    this.ids = ids
  }

  readPiece({ change }: ChangedPiece, index: number, out: DeedStretches): void {
    for (const range of idsOf(this.ids, index)) {
      if (change === 'delete') this.readRemoval(range, out)
      else this.readWriting(range, out)
    }
  }

  ofId(find: Find, { client, clock }: YjsId): number | null {
    const { attribution, until, since } = this.authors
    const seq = attribution[find](client, clock)
    if (seq === null || seq > until) return null
    if (find === 'deletedAt') return this.deeds.note(seq, this.ifAccepted(attribution.removalProposedBy(client, clock)))
    const proposalId = this.ifAccepted(attribution.proposedBy(client, clock))
    return proposalId === null && seq <= since ? null : this.deeds.note(seq, proposalId)
  }

  private readRemoval(range: IdRange, out: DeedStretches): void {
    const { attribution, until } = this.authors
    const { client } = range
    attribution.deleted.visit(range, (clock, length, seq) => {
      if (seq === undefined || seq > until) return out.add(length, null)
      this.byProposal('out', { client, clock, length }, (part, id) => out.add(part, this.deeds.note(seq, id)))
    })
  }

  /** Null also for what was there before: it is shown as new only so that a change can be read. */
  private readWriting(range: IdRange, out: DeedStretches): void {
    const { attribution, since, until } = this.authors
    const { client } = range
    attribution.visitOrigins(range, (clock, length, typedAt, writtenAt) => {
      if (typedAt === null || typedAt > until) return out.add(length, null)
      this.byProposal('in', { client, clock, length }, (part, id) =>
        out.add(part, id === null && typedAt <= since ? null : this.deeds.note(writtenAt, id)),
      )
    })
  }

  /** Parts of a range by the accepted proposal that brought them or took them out. */
  private byProposal(
    way: 'in' | 'out',
    range: IdRange,
    see: (length: number, proposalId: string | null) => void,
  ): void {
    const { accepted, attribution } = this.authors
    if (accepted.size === 0) see(range.length, null)
    else attribution.proposed[way].visit(range, (_clock, length, id) => see(length, this.ifAccepted(id)))
  }

  private ifAccepted(id: string | null | undefined): string | null {
    return id != null && this.authors.accepted.has(id) ? id : null
  }
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
