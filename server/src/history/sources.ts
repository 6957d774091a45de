// Whose words and changes are: rows of the log gathered by person, organisation, proposal and kind, and into sittings.

import type { UpdateKind } from '@app/prisma'

/** Who wrote rows, for whom, and what these are; one object for all of them. */
export interface RowAuthor {
  userId: string
  organizationId: string | null
  kind: UpdateKind
}

/** A row of the log that brought or took out words. */
export interface SourceRow {
  author: RowAuthor
  /** In milliseconds. */
  at: number
}

/** Somebody who made changes, for whom, by which proposal, without a long pause between. */
export interface ChangeSource extends RowAuthor {
  proposalId: string | null
  startedAt: Date
  endedAt: Date
  firstSeq: number
  lastSeq: number
}

const PAUSE_MS = 5 * 60_000

/** Deeds by number, each once: every character of a long text has one, so they are kept in columns. */
export class Deeds {
  /** Of each, the place of its row. */
  readonly seqs: number[] = []
  /** Of each, the proposal it was a part of. */
  readonly proposals: (string | null)[] = []
  private readonly plain = new Map<number, number>()
  private readonly proposed = new Map<string, Map<number, number>>()

  /** The number of a deed. */
  note(seq: number, proposalId: string | null): number {
    const known = this.numbersOf(proposalId)
    const number = known.get(seq)
    if (number !== undefined) return number
    known.set(seq, this.seqs.length)
    this.proposals.push(proposalId)
    return this.seqs.push(seq) - 1
  }

  private numbersOf(proposalId: string | null): Map<number, number> {
    if (proposalId === null) return this.plain
    const numbers = this.proposed.get(proposalId) ?? new Map<number, number>()
    this.proposed.set(proposalId, numbers)
    return numbers
  }
}

/** Sources in the order in which they began, and the index of each deed's. */
export class Sources {
  readonly all: ChangeSource[] = []
  private readonly byDeed: (number | null)[]
  /** Where each author was last, by proposal. */
  private readonly open = new Map<RowAuthor, Map<string | null, number>>()
  private readonly endedAt: number[] = []

  constructor({ seqs, proposals }: Deeds, rowOf: (seq: number) => SourceRow | null) {
    this.byDeed = new Array(seqs.length).fill(null)
    for (const number of inOrder(seqs)) {
      const seq = seqs[number] as number
      const row = rowOf(seq)
      if (row !== null) this.byDeed[number] = this.place(row, seq, proposals[number] ?? null)
    }
    for (const [index, at] of this.endedAt.entries()) (this.all[index] as ChangeSource).endedAt = new Date(at)
  }

  /** The index of the source of a deed, by its number; null for an unknown one. */
  indexOf(deed: number | null): number | null {
    return deed === null ? null : (this.byDeed[deed] ?? null)
  }

  /** One more source, of nobody's row. */
  add(source: ChangeSource): number {
    return this.all.push(source) - 1
  }

  private place({ author, at }: SourceRow, seq: number, proposalId: string | null): number {
    const indexes = this.open.get(author) ?? new Map<string | null, number>()
    const known = indexes.get(proposalId) ?? -1
    const last = this.all[known]
    if (last !== undefined && at - (this.endedAt[known] ?? 0) <= PAUSE_MS) {
      this.endedAt[known] = at
      last.lastSeq = seq
      return known
    }
    const startedAt = new Date(at)
    const index = this.add({ ...author, proposalId, startedAt, endedAt: startedAt, firstSeq: seq, lastSeq: seq })
    this.endedAt[index] = at
    this.open.set(author, indexes.set(proposalId, index))
    return index
  }
}

/** Numbers of deeds by their places in the log. As one array of numbers: sorting by a rule takes five times as long. */
function inOrder(seqs: readonly number[]): Float64Array {
  const count = seqs.length
  return Float64Array.from(seqs, (seq, number) => seq * count + number)
    .sort()
    .map((key) => key % count)
}
