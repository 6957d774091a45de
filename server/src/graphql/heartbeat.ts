import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { LIMITS } from '../limits.ts'

const PING_MS = 10_000
const PONG_MS = 5_000
/** The longest that is waited for what is on its way to a page. */
const MAX_WAIT_MS = 300_000

/**
 * Asks every ten seconds whether the other end is there. The question waits behind what was sent before it, and the answer
 * behind what the other end is sending: a slow connection gets the time for both, or it would begin the same anew for ever.
 */
export class Heartbeat {
  private readonly stream: Duplex
  private readonly dead: () => void
  private readonly pings: NodeJS.Timeout
  private deadline: NodeJS.Timeout | undefined
  private sent = 0
  /** How much of that the other end has had when it answered last. */
  private arrived = 0

  constructor(socket: WebSocket, stream: Duplex, dead: () => void) {
    this.stream = stream
    this.dead = dead
    this.pings = setInterval(() => {
      socket.ping(String(this.sent))
      const travelMs = (this.sent - this.arrived) / LIMITS.slowestBytesPerMs
      this.deadline ??= this.wait(Math.min(PONG_MS + travelMs, MAX_WAIT_MS))
    }, PING_MS)
    socket.on('pong', (told: Buffer) => this.answered(Number(told.toString())))
  }

  /** So much is on its way, in bytes. */
  noteSent(bytes: number): void {
    this.sent += bytes
  }

  stop(): void {
    clearInterval(this.pings)
    clearTimeout(this.deadline)
  }

  private answered(arrived: number): void {
    if (arrived > this.arrived && arrived <= this.sent) this.arrived = arrived
    clearTimeout(this.deadline)
    this.deadline = undefined
  }

  private wait(ms: number): NodeJS.Timeout {
    const before = this.bytesRead
    return setTimeout(() => {
      if (this.bytesRead === before) return this.dead()
      // A part of a long message has come: the answer is behind the rest of it.
      this.deadline = this.wait(PONG_MS)
    }, ms)
  }

  private get bytesRead(): number {
    return 'bytesRead' in this.stream && typeof this.stream.bytesRead === 'number' ? this.stream.bytesRead : 0
  }
}
