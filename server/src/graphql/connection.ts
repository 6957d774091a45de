import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { addressKey, expectedOrigin } from '../http/origin.ts'
import { newId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { CLOSE, type CloseReason } from './close-codes.ts'
import { type Caller, RAW_FACTOR } from './gate.ts'
import { Heartbeat } from './heartbeat.ts'
import { TokenBucket } from './token-bucket.ts'

export interface ConnectionOptions extends Pick<Services, 'sessions' | 'pubsub' | 'clock' | 'env' | 'logger'> {
  socket: WebSocket
  /** The upgrade it began with. */
  request: IncomingMessage
  stream: Duplex
}

/** With more than this unsent, the next event waits until it has left. */
const HIGH_WATER_BYTES = 256 * 1024
/** A reader that takes nothing for this long is let go. */
const STALLED_MS = 8_000
const MAX_STALLED_MS = 300_000
const STALL_CHECK_MS = 1_000
/** How stale the person of a socket may be: a change is heard at once, this is for one that was not. */
const ACTOR_MS = 30_000
const MAX_TIMER_MS = 2 ** 31 - 1

/** One socket: whose it is, what it may still send, whether it still reads. */
export class Connection {
  readonly id = newId()
  readonly stream: Duplex
  actor: Actor | null = null
  /** It has said who it is, and there is room for it. */
  isAdmitted = false
  private readonly socket: WebSocket
  private readonly request: IncomingMessage
  private readonly services: Omit<ConnectionOptions, 'socket' | 'request' | 'stream'>
  private readonly messages: TokenBucket
  private readonly address: string
  private readonly stops: (() => void)[] = []
  private actorReadAt = 0
  private reading: Promise<unknown> = Promise.resolve()
  private expiryTimer: NodeJS.Timeout | undefined
  private readonly heartbeat: Heartbeat
  private lastSentAt = performance.now()
  private isBehind = false

  constructor({ socket, request, stream, ...services }: ConnectionOptions) {
    this.socket = socket
    this.request = request
    this.stream = stream
    this.services = services
    const { messagesPerSecond } = services.env.limits
    this.address = addressKey(services.env, request)
    this.messages = new TokenBucket(messagesPerSecond * RAW_FACTOR)
    this.heartbeat = new Heartbeat(socket, stream, () => this.terminate())
    this.watchReader()
  }

  /** Where the page of this socket came from; compared exactly before it was opened. */
  get origin(): string {
    return expectedOrigin(this.services.env, this.request)
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  /** Who this is to the limits, with so many operations running. */
  toCaller(running = 0): Caller {
    const { id: socketId, address } = this
    const end = (): void => void setImmediate(() => this.close(CLOSE.FORBIDDEN))
    return { door: 'socket', socketId, userId: this.actor?.userId ?? null, address, end, running }
  }

  /** Reads the session cookie the socket came with. Null when nobody is signed in. */
  async signIn(): Promise<Actor | null> {
    this.setActor(await this.services.sessions.findActor(this.request.headers.cookie))
    if (this.actor !== null) this.watchRights(this.actor)
    return this.actor
  }

  /** The person as they are now; ends the socket when their session is over. Asked in order, answered in order. */
  currentActor(): Promise<Actor | null> {
    const current = this.reading.then(() => {
      if (this.actor === null || performance.now() - this.actorReadAt < ACTOR_MS) return this.actor
      return this.refresh(this.actor)
    })
    this.reading = current.catch(() => null)
    return current
  }

  /** Keeps the session from running out of use. Not waited for: operations must not overtake each other here. */
  noteUse(actor: Actor): void {
    this.services.sessions.touch(actor).catch((error: unknown) => {
      this.services.logger.warn({ err: error }, 'the use of a session was not noted')
    })
  }

  /** One more message of any kind; false ends the socket. */
  countMessage(): boolean {
    if (this.messages.take()) return true
    this.close(CLOSE.TOO_MANY)
    return false
  }

  /** Sends at once. A promise means that the reader lags: it resolves when what was sent has left. */
  send(data: string): Promise<void> | undefined {
    if (!this.isOpen) return undefined
    if (this.socket.bufferedAmount > LIMITS.socketBufferBytes) {
      this.close(CLOSE.SLOW)
      this.terminate()
      return undefined
    }
    this.heartbeat.noteSent(data.length)
    if (this.socket.bufferedAmount === 0) {
      this.lastSentAt = performance.now()
      this.isBehind = false
    }
    if (this.socket.bufferedAmount < HIGH_WATER_BYTES) {
      this.socket.send(data, () => this.noteSent())
      return undefined
    }
    return new Promise((resolve) => {
      this.socket.send(data, () => {
        this.noteSent()
        resolve()
      })
    })
  }

  /** More waits for it than a slow line explains: a room has let it go. */
  noteBehind(): void {
    this.isBehind = true
  }

  close({ code, reason }: CloseReason): void {
    this.socket.close(code, reason)
  }

  /** Ends it without a farewell the other end would not read anyway. */
  terminate(): void {
    this.socket.terminate()
  }

  /** Forgets everything; called when the socket is closed. */
  dispose(): void {
    clearTimeout(this.expiryTimer)
    this.heartbeat.stop()
    for (const stop of this.stops.splice(0)) stop()
  }

  private noteSent(): void {
    this.lastSentAt = performance.now()
  }

  private setActor(actor: Actor | null): void {
    this.actor = actor
    this.actorReadAt = performance.now()
    clearTimeout(this.expiryTimer)
    if (actor === null) return
    const left = actor.sessionExpiresAt.getTime() - this.services.clock.now().getTime()
    this.expiryTimer = setTimeout(() => this.endIfSignedOut(), Math.min(Math.max(left, 0), MAX_TIMER_MS))
  }

  private async refresh(actor: Actor): Promise<Actor | null> {
    try {
      const current = await this.services.sessions.refreshActor(actor)
      if (current === null) this.close(CLOSE.UNAUTHORIZED)
      if (this.isOpen) this.setActor(current)
      return current
    } catch (error) {
      this.services.logger.warn({ err: error }, 'the person of a socket could not be read')
      throw error
    }
  }

  private watchRights({ userId, sessionId }: Actor): void {
    const { pubsub } = this.services
    const reread = (): void => {
      this.actorReadAt = Number.NEGATIVE_INFINITY
    }
    this.stops.push(
      pubsub.subscribe('access', (change) => {
        if (change.userId === undefined || change.userId === userId) reread()
      }),
      pubsub.subscribe('session', (change) => {
        if (change.userId !== userId || (change.sessionId ?? sessionId) !== sessionId) return
        reread()
        this.endIfSignedOut()
      }),
    )
  }

  private endIfSignedOut(): void {
    const { actor } = this
    if (actor === null) return
    // A database that does not answer keeps nobody in: rooms hold meanwhile, and the page comes back.
    this.refresh(actor).catch(() => this.close(CLOSE.UNAUTHORIZED))
  }

  /** A long document leaves as one frame: nothing is told of how much of it a slow line has taken until all of it has. */
  private watchReader(): void {
    const timer = setInterval(() => {
      const { bufferedAmount } = this.socket
      const travelMs = this.isBehind ? 0 : bufferedAmount / LIMITS.slowestBytesPerMs
      const allowedMs = Math.min(STALLED_MS + travelMs, MAX_STALLED_MS)
      if (bufferedAmount === 0 || performance.now() - this.lastSentAt <= allowedMs) return
      this.close(CLOSE.SLOW)
      this.terminate()
    }, STALL_CHECK_MS)
    this.stops.push(() => clearInterval(timer))
  }
}
