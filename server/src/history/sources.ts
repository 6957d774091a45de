// Whose words and changes are: rows of the log gathered by person, organisation, cause and kind, and into sittings.

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

/** What changes came from, as far as that is known; one object for all of the same. */
export interface Cause {
  proposalId: string | null
  /** Remarks that somebody said were taken in by them. */
  threadIds: readonly string[]
}

/** Somebody who made changes, for whom, from which cause, without a long pause between. */
export interface ChangeSource extends RowAuthor, Cause {
  startedAt: Date
  endedAt: Date
  firstSeq: number
  lastSeq: number
}

const PAUSE_MS = 5 * 60_000

/** So many places are looked at in a millisecond or two. */
const STRETCH = 4_096

const NO_THREADS: readonly string[] = []
const NO_CAUSE: Cause = { proposalId: null, threadIds: NO_THREADS }

/** Deeds by number, each once: every character of a long text may have one, so that none is an object. */
export class Deeds {
  /** By place of the log, whether a deed without a cause was noted: its number is its place. */
  private plain = new Uint8Array(1_024)
  /** The others: their numbers are below 0. */
  private readonly caused: { seq: number; cause: Cause }[] = []
  private readonly causes = new Map<string, { cause: Cause; numbers: Map<number, number> }>()

  /** The places below which all deeds are. */
  get end(): number {
    return this.plain.length
  }

  /** The number of a deed. */
  note(seq: number, proposalId: string | null, threadIds = NO_THREADS): number {
    if (seq >= this.plain.length) this.growTo(seq)
    if (proposalId !== null || threadIds.length > 0) return this.noteCaused(seq, { proposalId, threadIds })
    this.plain[seq] = 1
    return seq
  }

  /** Each deed, by the places of the rows; a stretch of places at a time. */
  *visitInOrder(see: (number: number, seq: number, cause: Cause) => void): Generator<void> {
    const caused = [...this.caused.keys()].sort((x, y) => this.seqOf(x) - this.seqOf(y) || x - y)
    let next = 0
    for (let seq = 0; seq < this.plain.length; seq++) {
      if (this.plain[seq] === 1) see(seq, seq, NO_CAUSE)
      for (; next < caused.length && this.seqOf(caused[next] as number) === seq; next++) {
        const at = caused[next] as number
        see(-1 - at, seq, this.caused[at]?.cause ?? NO_CAUSE)
      }
      if (seq % STRETCH === 0) yield
    }
  }

  private seqOf(caused: number): number {
    return this.caused[caused]?.seq ?? 0
  }

  private noteCaused(seq: number, named: Cause): number {
    const { proposalId, threadIds } = named
    const name = threadIds.length === 0 ? (proposalId ?? '') : [proposalId, ...threadIds].join('/')
    let entry = this.causes.get(name)
    if (entry === undefined) this.causes.set(name, (entry = { cause: named, numbers: new Map() }))
    const { cause, numbers } = entry
    const known = numbers.get(seq)
    if (known !== undefined) return known
    const number = -this.caused.push({ seq, cause })
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
  private readonly byCaused = new Map<number, number>()
  /** Where each author was last, by cause. */
  private readonly open = new Map<Cause, Map<RowAuthor, number>>()
  private readonly endedAt: number[] = []

  private constructor(end: number) {
    this.byPlace = new Int32Array(end).fill(NOBODY)
  }

  static of(deeds: Deeds, rowOf: (seq: number) => SourceRow | null): Sources {
    const steps = Sources.inSteps(deeds, rowOf)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** The same, for who must let others go first in between. */
  static *inSteps(deeds: Deeds, rowOf: (seq: number) => SourceRow | null): Generator<void, Sources> {
    const sources = new Sources(deeds.end)
    yield* deeds.visitInOrder((number, seq, cause) => {
      const row = rowOf(seq)
      if (row === null) return
      const index = sources.place(row, seq, cause)
      if (number < 0) sources.byCaused.set(number, index)
      else sources.byPlace[number] = index
    })
    for (const [index, at] of sources.endedAt.entries()) (sources.all[index] as ChangeSource).endedAt = new Date(at)
    return sources
  }

  /** The index of the source of a deed, by its number; null for an unknown one. */
  indexOf(deed: number | null): number | null {
    if (deed === null) return null
    if (deed < 0) return this.byCaused.get(deed) ?? null
    const index = this.byPlace[deed] ?? NOBODY
    return index === NOBODY ? null : index
  }

  /** One more source, of nobody's row. */
  add(source: ChangeSource): number {
    return this.all.push(source) - 1
  }

  private place({ author, at }: SourceRow, seq: number, cause: Cause): number {
    let indexes = this.open.get(cause)
    if (indexes === undefined) this.open.set(cause, (indexes = new Map()))
    const known = indexes.get(author) ?? NOBODY
    const last = this.all[known]
    if (last !== undefined && at - (this.endedAt[known] ?? 0) <= PAUSE_MS) {
      this.endedAt[known] = at
      last.lastSeq = seq
      return known
    }
    const startedAt = new Date(at)
    const index = this.add({ ...author, ...cause, startedAt, endedAt: startedAt, firstSeq: seq, lastSeq: seq })
    this.endedAt[index] = at
    indexes.set(author, index)
    return index
  }
}
