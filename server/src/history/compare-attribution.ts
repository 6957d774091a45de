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
    difference: groupPieces(difference, ({ text }) => new Array<null>(text.length).fill(null)),
    sources: [],
    sourcesOf: () => ({ standing: null, kind: null, level: null }),
    sourceOfLine: () => null,
  }
}

/** Finds by which deeds what differs came and went. */
export interface DeedReader {
  readonly deeds: Deeds
  /** Of each character of a piece. */
  ofPiece(piece: ChangedPiece): (number | null)[]
  ofId(find: Find, id: YjsId): number | null
}

/** @param only whose everything is, where that is known without the log */
export function attribute(difference: Difference, authors: ChangeAuthors, only: ChangeSource | null): Attributed {
  return attributeBy(difference, new AuthorsReader(authors), authors.rowOf, only)
}

export function attributeBy(
  difference: Difference,
  reader: DeedReader,
  rowOf: ChangeAuthors['rowOf'],
  only: ChangeSource | null = null,
): Attributed {
  const deedOf: DeedOf = (find, id) => (only !== null || id === null ? null : reader.ofId(find, id))
  const ofPieces = new Map<ChangedPiece, (number | null)[]>()
  for (const piece of changedPieces(difference)) ofPieces.set(piece, only === null ? reader.ofPiece(piece) : [])
  for (const unit of difference.units) {
    sourcesOfUnit(unit, deedOf)
    for (const line of linesOf(unit)) sourceOfLine(line, deedOf)
  }
  const sources = new Sources(reader.deeds, rowOf)
  const everything = only === null ? null : sources.add(only)
  const sourceOf: SourceOf = (find, id) => everything ?? sources.indexOf(deedOf(find, id))
  return {
    difference: groupPieces(difference, (piece) => {
      if (everything !== null) return new Array<number>(piece.text.length).fill(everything)
      return (ofPieces.get(piece) ?? []).map((deed) => sources.indexOf(deed))
    }),
    sources: sources.all,
    sourcesOf: (unit) => sourcesOfUnit(unit, sourceOf),
    sourceOfLine: (line) => sourceOfLine(line, sourceOf),
  }
}

class AuthorsReader implements DeedReader {
  readonly deeds = new Deeds()
  private readonly authors: ChangeAuthors

  constructor(authors: ChangeAuthors) {
    this.authors = authors
  }

  ofPiece({ change, ids }: ChangedPiece): (number | null)[] {
    return ids.flatMap((range) => {
      const deeds = new Array<number | null>(range.length).fill(null)
      if (change === 'delete') this.readRemoval(range, deeds)
      else this.readWriting(range, deeds)
      return deeds
    })
  }

  ofId(find: Find, { client, clock }: YjsId): number | null {
    const { attribution, until, since } = this.authors
    const seq = attribution[find](client, clock)
    if (seq === null || seq > until) return null
    if (find === 'deletedAt') return this.deeds.note(seq, this.ifAccepted(attribution.removalProposedBy(client, clock)))
    const proposalId = this.ifAccepted(attribution.proposedBy(client, clock))
    return proposalId === null && seq <= since ? null : this.deeds.note(seq, proposalId)
  }

  private readRemoval(range: IdRange, deeds: (number | null)[]): void {
    const { attribution, until } = this.authors
    for (const { client, clock, length, value: seq } of attribution.deleted.within(range)) {
      if (seq === undefined || seq > until) continue
      for (const part of this.byProposal('out', { client, clock, length })) {
        const deed = this.deeds.note(seq, this.ifAccepted(part.value))
        deeds.fill(deed, part.clock - range.clock, part.clock - range.clock + part.length)
      }
    }
  }

  /** Null also for what was there before: it is shown as new only so that a change can be read. */
  private readWriting(range: IdRange, deeds: (number | null)[]): void {
    const { attribution, since, until } = this.authors
    for (const { typedAt, writtenAt, ...origin } of attribution.origins(range)) {
      if (typedAt > until) continue
      for (const part of this.byProposal('in', origin)) {
        const proposalId = this.ifAccepted(part.value)
        if (proposalId === null && typedAt <= since) continue
        const deed = this.deeds.note(writtenAt, proposalId)
        deeds.fill(deed, part.clock - range.clock, part.clock - range.clock + part.length)
      }
    }
  }

  /** Parts of a range by the proposal that brought them or took them out. */
  private byProposal(way: 'in' | 'out', range: IdRange): Iterable<IdRange & { value: string | undefined }> {
    const { accepted, attribution } = this.authors
    return accepted.size === 0 ? [{ ...range, value: undefined }] : attribution.proposed[way].within(range)
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
