import { LIMITS } from '@app/server/limits'

const MAX_OPENING_TIMES = 8

/** How long so many bytes are under way there, as the text that they travel as. */
export const travelMs = (bytes: number): number => (bytes * 4) / 3 / LIMITS.slowestBytesPerMs

export interface Patience {
  /** How long an answer may take where nothing is on its way before it. */
  pongMs: number
  /** The same while a document is being opened: all of it may come in one message, before the answer. */
  openingMs: number
}

/**
 * What is on its way on one socket, as far as a page can know: an answer waits behind it, and a connection that was given
 * up meanwhile would only begin the same anew.
 */
export class Traffic {
  private readonly patience: Patience
  private openings = 0
  private sent = 0
  private sentWhenAsked = 0
  private arrived = 0
  /** What was given up in the midst of an opening is given twice the time when it begins anew. */
  private openingTimes = 1

  constructor(patience: Patience) {
    this.patience = patience
  }

  /** How long an answer to what is asked now may take, in milliseconds. */
  get patienceMs(): number {
    const base = this.openings > 0 ? this.patience.openingMs * this.openingTimes : this.patience.pongMs
    return base + (this.sent - this.arrived) / LIMITS.slowestBytesPerMs
  }

  /** A document was asked for. What is given back ends the wait, and says whether it has come; more than once is once. */
  expectOpening(): (hasCome?: boolean) => void {
    let isExpected = true
    this.openings += 1
    return (hasCome = false) => {
      if (isExpected) this.openings -= 1
      isExpected = false
      if (hasCome) this.openingTimes = 1
    }
  }

  /** The connection was given up for want of an answer. */
  gaveUp(): void {
    if (this.openings > 0) this.openingTimes = Math.min(this.openingTimes * 2, MAX_OPENING_TIMES)
  }

  noteSending(bytes: number): void {
    this.sent += bytes
  }

  /** The server is asked whether it is there. */
  asked(): void {
    this.sentWhenAsked = this.sent
  }

  /** It is, and has had all that was sent before it was asked. */
  answered(): void {
    this.arrived = this.sentWhenAsked
  }

  /** The connection is gone, and carries nothing. */
  forget(): void {
    this.sent = 0
    this.sentWhenAsked = 0
    this.arrived = 0
  }
}
