// Who wrote and deleted what differs between two places of a log, by the authorship of the whole log.

import {
  type Attribution,
  type ChangedPiece,
  type Difference,
  type IdRange,
  type ProposedIds,
  Ranges,
  type UnitDifference,
  type YjsId,
} from '../document/index.ts'
import { type Attributed, attributeBy, type DeedReader, type Find } from './compare-attribution.ts'
import type { DeedStretches } from './deed-stretches.ts'
import { idsOf, type PackedIds } from './packed-ids.ts'
import { type ChangeSource, Deeds, type SourceRow } from './sources.ts'
import type { TakenIn, TakenInRemark } from './taken-in.ts'

/** Accepted proposals, with the place in the log of the decision where that is known. */
export type Accepted = ReadonlyMap<string, number | null>

/** What a proposal would bring and take that counts as accepted in the later state: its author's, as of the row that made it. */
export class OwnMarks {
  readonly proposalId: string
  readonly seq: number
  readonly in = new Ranges<true>()
  readonly out = new Ranges<true>()

  constructor({ id, seq }: { id: string; seq: number }, marks: ProposedIds) {
    this.proposalId = id
    this.seq = seq
    for (const range of marks.in) this.in.add(range, true)
    for (const range of marks.out) this.out.add(range, true)
  }
}

/** Who wrote and deleted what differs. */
export interface ChangeAuthors {
  attribution: Attribution
  /** The proposals that were accepted between the two states, and where: by them words came and went. */
  accepted: Accepted
  takenIn: TakenIn
  own: OwnMarks | null
  rowOf(seq: number): SourceRow | null
  /** The places of the two states. */
  since: number
  until: number
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

class AuthorsReader implements DeedReader {
  readonly deeds = new Deeds()
  private readonly authors: ChangeAuthors
  private readonly ids: PackedIds
  /** Of the unit that is being read. */
  private remarks: readonly TakenInRemark[] = []

  constructor(authors: ChangeAuthors, ids: PackedIds) {
    this.authors = authors
    this.ids = ids
  }

  enter({ before, after }: UnitDifference): void {
    this.remarks = this.authors.takenIn.on([before?.id, after?.id])
  }

  readPiece({ change }: ChangedPiece, index: number, out: DeedStretches): void {
    for (const range of idsOf(this.ids, index)) {
      if (change === 'delete') this.readUnlessOwn('out', range, out, (rest) => this.readRemoval(rest, out))
      else this.readUnlessOwn('in', range, out, (rest) => this.readWriting(rest, out))
    }
  }

  ofId(find: Find, { client, clock }: YjsId): number | null {
    const { attribution, until, since, own } = this.authors
    if (own?.[find === 'deletedAt' ? 'out' : 'in'].get(client, clock)) return this.note(own.seq, own.proposalId)
    const seq = attribution[find](client, clock)
    if (seq === null || seq > until) return null
    if (find === 'deletedAt') return this.note(seq, this.ifAccepted(attribution.removalProposedBy(client, clock)))
    const proposalId = this.ifAccepted(attribution.proposedBy(client, clock))
    return proposalId === null && seq <= since ? null : this.note(seq, proposalId)
  }

  private readUnlessOwn(way: 'in' | 'out', range: IdRange, out: DeedStretches, read: (rest: IdRange) => void): void {
    const { own } = this.authors
    const { client } = range
    if (own === null) read(range)
    else
      own[way].visit(range, (clock, length, isOwn) => {
        if (isOwn) out.add(length, this.note(own.seq, own.proposalId))
        else read({ client, clock, length })
      })
  }

  private readRemoval(range: IdRange, out: DeedStretches): void {
    const { attribution, until } = this.authors
    const { client } = range
    attribution.deleted.visit(range, (clock, length, seq) => {
      if (seq === undefined || seq > until) return out.add(length, null)
      this.byProposal('out', { client, clock, length }, (part, id) => out.add(part, this.note(seq, id)))
    })
  }

  /** Null also for what was there before: it is shown as new only so that a change can be read. */
  private readWriting(range: IdRange, out: DeedStretches): void {
    const { attribution, since, until } = this.authors
    const { client } = range
    attribution.visitOrigins(range, (clock, length, typedAt, writtenAt) => {
      if (typedAt === null || typedAt > until) return out.add(length, null)
      this.byProposal('in', { client, clock, length }, (part, id) =>
        out.add(part, id === null && typedAt <= since ? null : this.note(writtenAt, id)),
      )
    })
  }

  private note(seq: number, proposalId: string | null): number {
    if (this.remarks.length === 0) return this.deeds.note(seq, proposalId)
    // Words of a proposal came into the text when it was accepted.
    const at = proposalId === null ? seq : (this.authors.accepted.get(proposalId) ?? null)
    const isOwnWork = proposalId !== null || this.authors.rowOf(seq)?.author.kind === 'EDIT'
    const caused = this.remarks.filter((remark) => isOwnWork && at !== null && remark.since < at && at <= remark.until)
    return this.deeds.note(
      seq,
      proposalId,
      caused.map(({ threadId }) => threadId),
    )
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
