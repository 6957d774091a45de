import { type IdRange, Ranges } from './ranges.ts'

/**
 * Who wrote, brought and deleted what, as places in the log: each answer is the `seq` of a row, which says who did it,
 * for whom, when and why. Null where nothing is known, or nothing was deleted.
 */
export interface AuthorshipLookup {
  /** The row that wrote this first: where words were moved or brought back, not the row that did so; or `UNKNOWN_ROW`. */
  writtenAt(client: number, clock: number): number | null
  /** The row that brought this very item. */
  typedAt(client: number, clock: number): number | null
  /** The first row that deleted it. */
  deletedAt(client: number, clock: number): number | null
}

/** As the writer of words that the server brought back, where what was deleted was too much to be searched. */
export const UNKNOWN_ROW = 0

/** Is told of ids that one row brought and one row wrote. */
export type SeeOrigin = (clock: number, length: number, typedAt: number | null, writtenAt: number) => void

/**
 * What is known about every id that a document ever had. Nothing in it changes later, so the authorship of any earlier
 * moment is this one, cut at that moment (`upTo`). It holds places in the log and ids of proposals, and no words.
 */
export class Attribution implements AuthorshipLookup {
  /** The last row of the log that is in it. */
  seq = 0
  /** Of every id. */
  readonly typed = new Ranges<number>()
  /** Of ids that an earlier row wrote than the one that brought them. */
  readonly written = new Ranges<number>()
  readonly deleted = new Ranges<number>()
  /** Words that landed in something deleted, of which their author did not know; by the row that brought them. */
  readonly stray = new Ranges<number>()
  /** By id, the accepted proposals that brought words or took them away. */
  readonly proposed = { in: new Ranges<string>(), out: new Ranges<string>() }

  writtenAt(client: number, clock: number): number | null {
    return this.written.get(client, clock) ?? this.typedAt(client, clock)
  }

  typedAt(client: number, clock: number): number | null {
    return this.typed.get(client, clock) ?? null
  }

  deletedAt(client: number, clock: number): number | null {
    return this.deleted.get(client, clock) ?? null
  }

  /** The accepted proposal by which this came into the text; null for none. */
  proposedBy(client: number, clock: number): string | null {
    return this.proposed.in.get(client, clock) ?? null
  }

  /** The accepted proposal by which this was deleted; null for none. */
  removalProposedBy(client: number, clock: number): string | null {
    return this.proposed.out.get(client, clock) ?? null
  }

  /** The same as of an earlier place in the log. */
  upTo(seq: number): AuthorshipLookup {
    const cut = (found: number | null): number | null => (found !== null && found <= seq ? found : null)
    const typedAt = (client: number, clock: number) => cut(this.typedAt(client, clock))
    return {
      typedAt,
      writtenAt: (client, clock) => (typedAt(client, clock) === null ? null : this.writtenAt(client, clock)),
      deletedAt: (client, clock) => cut(this.deletedAt(client, clock)),
    }
  }

  /** The ids of a range part by part, with the row that wrote and the row that brought them; unknown ones are left out. */
  origins(range: IdRange): (IdRange & { writtenAt: number; typedAt: number })[] {
    const found: (IdRange & { writtenAt: number; typedAt: number })[] = []
    const { client } = range
    this.visitOrigins(range, (clock, length, typedAt, writtenAt) => {
      if (typedAt !== null) found.push({ client, clock, length, writtenAt, typedAt })
    })
    return found
  }

  /** The same without a list of them; null for unknown ones. Few were written by another row: those are parted first. */
  visitOrigins(range: IdRange, see: SeeOrigin): void {
    const { client } = range
    this.written.visit(range, (start, whole, writtenAt) => {
      this.typed.visit({ client, clock: start, length: whole }, (clock, length, typedAt) => {
        if (typedAt === undefined) see(clock, length, null, UNKNOWN_ROW)
        else see(clock, length, typedAt, writtenAt ?? typedAt)
      })
    })
  }

  /** What the rows after one place up to another brought: a client's ids come in the order of their clocks. */
  broughtBetween(after: number, upTo: number): Iterable<IdRange> {
    return this.typed.rising(after, upTo)
  }

  /** The rows that wrote the ids of a range, part by part. */
  *writers(range: IdRange): Generator<IdRange & { seq: number }> {
    for (const part of this.written.within(range)) {
      if (part.value !== undefined) yield { ...part, seq: part.value }
      else
        for (const { value, ...rest } of this.typed.within(part)) if (value !== undefined) yield { ...rest, seq: value }
    }
  }
}
