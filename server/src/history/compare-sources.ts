// Whose the changes are: rows of the log gathered by person, organisation and proposal, and into sittings.

/** A row of the log that brought or took out something that differs. */
export interface SourceRow {
  seq: number
  userId: string
  organizationId: string | null
  createdAt: Date
}

/** What a row did, as a part of a proposal or not. */
export interface Deed {
  seq: number
  proposalId: string | null
}

/** Somebody who made changes, for whom, by which proposal, without a long pause between. */
export interface ChangeSource {
  userId: string
  organizationId: string | null
  proposalId: string | null
  startedAt: Date
  endedAt: Date
}

const PAUSE_MS = 5 * 60_000

/** Sources in the order in which they began, and the index of each deed's. */
export class Sources {
  readonly all: ChangeSource[] = []
  private readonly byDeed = new Map<string, number>()

  constructor(deeds: Iterable<Deed>, rows: readonly SourceRow[]) {
    const bySeq = new Map(rows.map((row) => [row.seq, row]))
    const open = new Map<string, number>()
    for (const deed of [...deeds].sort((a, b) => a.seq - b.seq)) {
      const row = bySeq.get(deed.seq)
      if (row !== undefined) this.byDeed.set(keyOf(deed), this.place(row, deed, open))
    }
  }

  /** The index of the source of a deed; null for an unknown one. */
  indexOf(deed: Deed | null): number | null {
    return deed === null ? null : (this.byDeed.get(keyOf(deed)) ?? null)
  }

  /** One more source, of nobody's row. */
  add(source: ChangeSource): number {
    return this.all.push(source) - 1
  }

  private place(
    { userId, organizationId, createdAt }: SourceRow,
    { proposalId }: Deed,
    open: Map<string, number>,
  ): number {
    const key = JSON.stringify([userId, organizationId, proposalId])
    const known = open.get(key)
    const last = this.all[known ?? -1]
    if (known !== undefined && last !== undefined && createdAt.getTime() - last.endedAt.getTime() <= PAUSE_MS) {
      last.endedAt = createdAt
      return known
    }
    const index = this.add({ userId, organizationId, proposalId, startedAt: createdAt, endedAt: createdAt })
    open.set(key, index)
    return index
  }
}

/** What tells two deeds apart. */
export function keyOf({ seq, proposalId }: Deed): string {
  return `${seq}/${proposalId ?? ''}`
}
