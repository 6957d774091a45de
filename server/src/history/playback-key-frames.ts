// Texts at round places of logs that are being played, so that a step forth or back need not be replayed from afar.
// Beside the rooms and never asked by them: a copy that is made from the log and may be forgotten at any time.

/** A whole state at a place of a log. */
export interface KeyFrame {
  seq: number
  /** Yjs state, v2. */
  state: Uint8Array
}

interface Kept extends KeyFrame {
  keptAt: number
}

export interface KeyFrameLimits {
  bytes: number
  /** However often one is used: what was taken out of a log is nowhere for longer than this. */
  ageMs: number
}

/** Key frames stand this far apart. */
export const KEY_FRAME_ROWS = 500

const LIMITS: KeyFrameLimits = { bytes: 16_000_000, ageMs: 2 * 60_000 }

/** The round place at or before another one. */
export function keyPlace(seq: number): number {
  return seq - (seq % KEY_FRAME_ROWS)
}

/** Whose log it is. Another epoch is another past. */
export interface LogName {
  documentId: string
  epoch: string
}

export class KeyFrames {
  private readonly limits: KeyFrameLimits
  private readonly now: () => number
  /** The one that was used last is last. */
  private readonly kept = new Map<string, Kept>()
  private bytes = 0

  constructor(limits = LIMITS, now: () => number = () => performance.now()) {
    this.limits = limits
    this.now = now
  }

  /** The nearest one that is worth beginning at; null where a checkpoint is as near. */
  find(log: LogName, seq: number): KeyFrame | null {
    this.dropOld()
    const place = keyPlace(seq)
    return this.use(log, place) ?? this.use(log, place - KEY_FRAME_ROWS)
  }

  /** Keeps a state for the round place it was asked for; the least used go where there is no room. */
  keep(log: LogName, place: number, { seq, state }: KeyFrame): void {
    const key = keyOf(log, place)
    this.drop(key)
    this.kept.set(key, { seq, state, keptAt: this.now() })
    this.bytes += state.byteLength
    for (const [oldest] of this.kept) {
      if (this.bytes <= this.limits.bytes) return
      this.drop(oldest)
    }
  }

  /** Forgets all of a document: its log says something else now. */
  forget(documentId: string): void {
    for (const key of this.kept.keys()) if (key.startsWith(`${documentId}/`)) this.drop(key)
  }

  private use(log: LogName, place: number): KeyFrame | null {
    const key = keyOf(log, place)
    const found = this.kept.get(key)
    if (found === undefined) return null
    this.kept.delete(key)
    this.kept.set(key, found)
    return found
  }

  private dropOld(): void {
    const oldest = this.now() - this.limits.ageMs
    for (const [key, { keptAt }] of this.kept) if (keptAt < oldest) this.drop(key)
  }

  private drop(key: string): void {
    this.bytes -= this.kept.get(key)?.state.byteLength ?? 0
    this.kept.delete(key)
  }
}

function keyOf({ documentId, epoch }: LogName, place: number): string {
  return `${documentId}/${epoch}/${place}`
}
