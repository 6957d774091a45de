// Whose words and changes are: rows of the log gathered by person, organisation, proposal and kind, and into sittings.

import type { UpdateKind } from '@app/prisma'

/** A row of the log that brought or took out words. */
export interface SourceRow {
  seq: number
  kind: UpdateKind
  userId: string
  organizationId: string | null
  /** In milliseconds. */
  at: number
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
  kind: UpdateKind
  startedAt: Date
  endedAt: Date
  firstSeq: number
  lastSeq: number
}

const PAUSE_MS = 5 * 60_000

/** Sources in the order in which they began, and the index of each deed's. */
export class Sources {
  readonly all: ChangeSource[] = []
  private readonly byDeed = new Map<string, number>()
  private readonly open = new Map<string, number>()

  constructor(deeds: Iterable<Deed>, rowOf: (seq: number) => SourceRow | null) {
    for (const deed of [...deeds].sort((a, b) => a.seq - b.seq)) {
      const row = rowOf(deed.seq)
      if (row !== null) this.byDeed.set(keyOf(deed), this.place(row, deed))
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

  private place({ seq, kind, userId, organizationId, at }: SourceRow, { proposalId }: Deed): number {
    const key = JSON.stringify([userId, organizationId, proposalId, kind])
    const moment = new Date(at)
    const known = this.open.get(key)
    const last = this.all[known ?? -1]
    if (known !== undefined && last !== undefined && at - last.endedAt.getTime() <= PAUSE_MS) {
      last.endedAt = moment
      last.lastSeq = seq
      return known
    }
    const source = { userId, organizationId, proposalId, kind, startedAt: moment, endedAt: moment }
    const index = this.add({ ...source, firstSeq: seq, lastSeq: seq })
    this.open.set(key, index)
    return index
  }
}

/** What tells two deeds apart. */
export function keyOf({ seq, proposalId }: Deed): string {
  return `${seq}/${proposalId ?? ''}`
}
