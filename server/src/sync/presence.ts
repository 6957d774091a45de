// Who has the document open, and where they are in it. Relayed, never stored. The server says who somebody is; a
// window only says what it has selected, and only for the client id it joined with. However many people move, members
// get at most `eventsPerSecond` events; a window that went is forgotten at once.

import type { Actor } from '../auth/policy.ts'
import { readPosition } from '../document/index.ts'
import type { Presence, PresenceEvent } from './events.ts'
import { refuse } from './refusal.ts'

export interface Selection {
  anchor: Uint8Array | null
  head: Uint8Array | null
}

const COLORS = 12
/** Of both positions together. */
const MAX_SELECTION_BYTES = 256

export class PresenceBoard {
  private readonly entries = new Map<number, Presence>()
  private readonly changed = new Set<number>()
  private readonly left = new Set<number>()
  private readonly deliver: (event: PresenceEvent) => void
  private readonly intervalMs: number
  private timer: NodeJS.Timeout | null = null
  private lastSent = Number.NEGATIVE_INFINITY

  constructor(eventsPerSecond: number, deliver: (event: PresenceEvent) => void) {
    this.intervalMs = 1_000 / eventsPerSecond
    this.deliver = deliver
  }

  list(): Presence[] {
    return [...this.entries.values()]
  }

  add(clientId: number, { userId, name, organizationName }: Actor): void {
    const color = this.colorFor(userId)
    const entry = { clientId, userId, name, organization: organizationName, color, anchor: null, head: null }
    this.entries.set(clientId, entry)
    this.left.delete(clientId)
    this.note(clientId)
  }

  /** @throws AppError `TOO_LARGE` when the positions are longer than any real one, `INVALID` where they are none. */
  select(clientId: number, { anchor, head }: Selection): void {
    if ((anchor?.length ?? 0) + (head?.length ?? 0) > MAX_SELECTION_BYTES) refuse('too-large')
    if ([anchor, head].some((bytes) => bytes !== null && readPosition(bytes) === null)) refuse('malformed')
    const entry = this.entries.get(clientId)
    if (entry === undefined) return
    this.entries.set(clientId, { ...entry, anchor, head })
    this.note(clientId)
  }

  remove(clientId: number): void {
    if (!this.entries.delete(clientId)) return
    this.changed.delete(clientId)
    this.left.add(clientId)
    this.schedule()
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  private note(clientId: number): void {
    this.changed.add(clientId)
    this.schedule()
  }

  private schedule(): void {
    const wait = Math.max(0, this.lastSent + this.intervalMs - performance.now())
    this.timer ??= setTimeout(() => this.flush(), wait)
  }

  private flush(): void {
    this.timer = null
    this.lastSent = performance.now()
    const joined = [...this.changed].flatMap((clientId) => this.entries.get(clientId) ?? [])
    const left = [...this.left]
    this.changed.clear()
    this.left.clear()
    if (joined.length > 0 || left.length > 0) this.deliver({ type: 'presence', joined, left })
  }

  /** The same colour in all windows of a person, and one nobody else here has while there are enough. */
  private colorFor(userId: string): number {
    const others = this.list()
    const own = others.find((entry) => entry.userId === userId)
    if (own !== undefined) return own.color
    const taken = new Set(others.map((entry) => entry.color))
    const wanted = hash(userId) % COLORS
    const offset = Array.from({ length: COLORS }, (_, i) => i).find((i) => !taken.has((wanted + i) % COLORS)) ?? 0
    return (wanted + offset) % COLORS
  }
}

function hash(text: string): number {
  let value = 0
  for (const character of text) value = (Math.imul(value, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return value
}
