// Copies of documents that people play, each at the place where its person was last: the next step goes on from there.
// Beside the rooms and never asked by them; they are made from the log and may be forgotten at any time. The thread holds
// the copies, the main thread knows where they stand.

export interface CopyLimits {
  /** Kept in the thread, of all people together. */
  copies: number
  /** However often it goes on, one is made anew from the log after this. */
  ageMs: number
  /** One that stands further back is no quicker than a checkpoint. */
  rows: number
}

export const COPY_LIMITS: CopyLimits = { copies: 4, ageMs: 2 * 60_000, rows: 2_500 }

interface Standing {
  seq: number
  madeAt: number
}

/** Where the copies in the thread stand. */
export class CopyPlaces {
  private readonly limits: CopyLimits
  private readonly now: () => number
  /** The one that was used last is last. */
  private readonly places = new Map<string, Standing>()

  constructor(limits = COPY_LIMITS, now: () => number = () => performance.now()) {
    this.limits = limits
    this.now = now
  }

  /** Where a copy stands that can go on to a place; null where none can. */
  find(copy: string, seq: number): number | null {
    const found = this.places.get(copy)
    if (found === undefined || found.seq > seq || seq - found.seq > this.limits.rows) return null
    return this.now() - found.madeAt > this.limits.ageMs ? null : found.seq
  }

  /** @param isNew whether it was made anew, or went on */
  note(copy: string, seq: number, isNew: boolean): void {
    const madeAt = (isNew ? undefined : this.places.get(copy)?.madeAt) ?? this.now()
    this.places.delete(copy)
    this.places.set(copy, { seq, madeAt })
    dropOldest(this.places, this.limits.copies)
  }
}

/** Whose copy of which past: a redaction raises the epoch, and no copy of what was before it is used again. */
export function copyName(documentId: string, epoch: string, userId: string): string {
  return `${documentId}/${epoch}/${userId}`
}

/** Leaves the newest of a map; answers those that went. */
export function dropOldest<Value>(kept: Map<string, Value>, most: number): Value[] {
  const gone: Value[] = []
  for (const [key, value] of kept) {
    if (kept.size <= most) break
    kept.delete(key)
    gone.push(value)
  }
  return gone
}
