/**
 * Who else is here, and where: a list that follows the server's, and a sender that speaks at most ten times a second.
 * Nothing of it is stored; name, colour and organisation are the server's.
 */
import type { Presence } from './wire.ts'

export const CURSOR_INTERVAL_MS = 100

export class PresenceList {
  private readonly byClient = new Map<number, Presence>()

  all(): Presence[] {
    return [...this.byClient.values()]
  }

  reset(present: Presence[]): void {
    this.byClient.clear()
    this.update(present, [])
  }

  update(joined: Presence[], left: number[]): void {
    for (const clientId of left) this.byClient.delete(clientId)
    for (const presence of joined) this.byClient.set(presence.clientId, presence)
  }
}

export interface Cursor {
  anchor: Uint8Array | null
  head: Uint8Array | null
}

/** Sends the first cursor at once and then the newest one each interval, while there is news. */
export class CursorSender {
  private readonly send: (cursor: Cursor) => Promise<void>
  private latest: Cursor | null = null
  private isNews = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(send: (cursor: Cursor) => Promise<void>) {
    this.send = send
  }

  set(cursor: Cursor): void {
    this.latest = cursor
    this.isNews = true
    if (this.timer === undefined) this.flush()
  }

  /** After joining anew the server knows no cursor of ours. */
  repeat(): void {
    if (this.latest) this.set(this.latest)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.isNews = false
  }

  private flush(): void {
    this.timer = undefined
    if (!this.isNews || !this.latest) return
    this.isNews = false
    // A cursor that did not arrive is replaced by the next one; there is nothing to repair.
    this.send(this.latest).catch(() => undefined)
    this.timer = setTimeout(() => this.flush(), CURSOR_INTERVAL_MS)
  }
}
