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

/** Deeds by number, each once: every character of a long text may have one, so that none is an object. */
export class Deeds {
  /** By place of the log, whether a deed without a proposal was noted: its number is its place. */
  private plain = new Uint8Array(1_024)
  /** The others: their numbers are below 0. */
  private readonly proposed: { seq: number; proposalId: string }[] = []
  private readonly numbers = new Map<string, Map<number, number>>()

  /** The places below which all deeds are. */
  get end(): number {
    return this.plain.length
  }

  /** The number of a deed. */
  note(seq: number, proposalId: string | null): number {
    if (seq >= this.plain.length) this.growTo(seq)
    if (proposalId !== null) return this.noteProposed(seq, proposalId)
    this.plain[seq] = 1
    return seq
  }

  /** Each deed, by the places of the rows. */
  visitInOrder(see: (number: number, seq: number, proposalId: string | null) => void): void {
    const proposed = [...this.proposed.keys()].sort((x, y) => this.seqOf(x) - this.seqOf(y) || x - y)
    let next = 0
    for (let seq = 0; seq < this.plain.length; seq++) {
      if (this.plain[seq] === 1) see(seq, seq, null)
      for (; next < proposed.length && this.seqOf(proposed[next] as number) === seq; next++) {
        const at = proposed[next] as number
        see(-1 - at, seq, this.proposed[at]?.proposalId ?? null)
      }
    }
  }

  private seqOf(proposed: number): number {
    return this.proposed[proposed]?.seq ?? 0
  }

  private noteProposed(seq: number, proposalId: string): number {
    const numbers = this.numbers.get(proposalId) ?? new Map<number, number>()
    this.numbers.set(proposalId, numbers)
    const known = numbers.get(seq)
    if (known !== undefined) return known
    const number = -this.proposed.push({ seq, proposalId })
    numbers.set(seq, number)
    return number
  }

  private growTo(seq: number): void {
    const plain = new Uint8Array(Math.max(2 * this.plain.length, seq + 1))
    plain.set(this.plain)
    this.plain = plain
  }
}

const NOBODY = -1

/** Sources in the order in which they began, and the index of each deed's. */
export class Sources {
  readonly all: ChangeSource[] = []
  private readonly byPlace: Int32Array
  private readonly byProposed = new Map<number, number>()
  /** Where each author was last, by proposal. */
  private readonly open = new Map<string | null, Map<RowAuthor, number>>()
  private readonly endedAt: number[] = []

  constructor(deeds: Deeds, rowOf: (seq: number) => SourceRow | null) {
    this.byPlace = new Int32Array(deeds.end).fill(NOBODY)
    deeds.visitInOrder((number, seq, proposalId) => {
      const row = rowOf(seq)
      if (row === null) return
      const index = this.place(row, seq, proposalId)
      if (number < 0) this.byProposed.set(number, index)
      else this.byPlace[number] = index
    })
    for (const [index, at] of this.endedAt.entries()) (this.all[index] as ChangeSource).endedAt = new Date(at)
  }

  /** The index of the source of a deed, by its number; null for an unknown one. */
  indexOf(deed: number | null): number | null {
    if (deed === null) return null
    if (deed < 0) return this.byProposed.get(deed) ?? null
    const index = this.byPlace[deed] ?? NOBODY
    return index === NOBODY ? null : index
  }

  /** One more source, of nobody's row. */
  add(source: ChangeSource): number {
    return this.all.push(source) - 1
  }

  private place({ author, at }: SourceRow, seq: number, proposalId: string | null): number {
    let indexes = this.open.get(proposalId)
    if (indexes === undefined) this.open.set(proposalId, (indexes = new Map()))
    const known = indexes.get(author) ?? NOBODY
    const last = this.all[known]
    if (last !== undefined && at - (this.endedAt[known] ?? 0) <= PAUSE_MS) {
      this.endedAt[known] = at
      last.lastSeq = seq
      return known
    }
    const startedAt = new Date(at)
    const index = this.add({ ...author, proposalId, startedAt, endedAt: startedAt, firstSeq: seq, lastSeq: seq })
    this.endedAt[index] = at
    indexes.set(author, index)
    return index
  }
}
