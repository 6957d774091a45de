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

/** What a row did, as a part of a proposal or not. */
export interface Deed {
  seq: number
  proposalId: string | null
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

/** Deeds by number, each once: every character of a long text has one. */
export class Deeds {
  readonly all: Deed[] = []
  private readonly plain = new Map<number, number>()
  private readonly proposed = new Map<string, Map<number, number>>()

  /** The number of a deed. */
  note(seq: number, proposalId: string | null): number {
    const known = this.numbersOf(proposalId)
    const number = known.get(seq) ?? this.all.length
    if (number === this.all.length) {
      known.set(seq, number)
      this.all.push({ seq, proposalId })
    }
    return number
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
  private readonly byDeed: (number | null)[] = []
  /** Where each author was last, by proposal. */
  private readonly open = new Map<RowAuthor, Map<string | null, number>>()
  private readonly endedAt: number[] = []

  constructor({ all: deeds }: Deeds, rowOf: (seq: number) => SourceRow | null) {
    for (const number of inOrder(deeds)) {
      const deed = deeds[number] as Deed
      const row = rowOf(deed.seq)
      this.byDeed[number] = row === null ? null : this.place(row, deed)
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

  private place({ author, at }: SourceRow, { seq, proposalId }: Deed): number {
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

/** Numbers of deeds by their places in the log. As one array of numbers: a long text has a hundred thousand. */
function inOrder(deeds: readonly Deed[]): number[] {
  const count = deeds.length
  const keys = Float64Array.from(deeds, ({ seq }, number) => seq * count + number).sort()
  return Array.from(keys, (key) => key % count)
}
