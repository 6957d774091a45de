/**
 * The page's one socket: graphql-ws with a heartbeat that has a deadline, and a retry that can be hurried.
 * A half-open connection is noticed within `keepAliveMs + pongMs`, later only while much is on its way, behind which the
 * answer waits; a broken one is tried again for ever, with full jitter, so that a restarted server does not meet everybody
 * at once. Runs in browsers and in Node.
 */
import { type Client, createClient } from 'graphql-ws'
import { type Patience, Traffic } from './traffic.ts'

/** The session is another person's than the page's: nothing is tried again, the page has to be loaded anew. */
export const OTHER_PERSON = 4410

export interface SocketTiming extends Patience {
  keepAliveMs: number
  /** From the attempt to the server's acknowledgement. */
  connectMs: number
  retryMinMs: number
  /** With a connection to be made and a room to be joined, all have everything within ten seconds of the server's return. */
  retryMaxMs: number
  /** How long an unused socket stays open. */
  idleMs: number
}

export const SOCKET_TIMING: SocketTiming = {
  keepAliveMs: 9_000,
  pongMs: 5_000,
  openingMs: 30_000,
  connectMs: 8_000,
  retryMinMs: 500,
  retryMaxMs: 5_000,
  idleMs: 5_000,
}

export interface SocketOptions {
  url: string
  webSocketImpl?: unknown
  /** Whose page this is: the server refuses a session of anybody else. */
  person?: () => string | undefined
  belongsToAnother?: () => void
  timing?: Partial<SocketTiming>
  random?: () => number
}

export interface Socket {
  readonly client: Client
  /** Called each time a connection, or an attempt at one, is over, with the code it was closed with. */
  onDrop(listener: (closeCode: number | null) => void): () => void
  /** A document was asked for; to be called back when it has come, or is waited for no more. */
  expectOpening(): (hasCome?: boolean) => void
  /** So much is being sent, in bytes: an answer takes that much longer. */
  noteSending(bytes: number): void
  /** Retry now instead of later; on an open connection, ask at once whether it still lives. */
  wake(): void
  /** Give the connection up as dead and make another. */
  drop(): void
  close(): Promise<void>
}

/** Waiting time before attempt `attempt` (from 0): anywhere between the least and a doubling, capped, upper end. */
export function retryDelay(attempt: number, timing: SocketTiming, random: () => number): number {
  const upper = Math.min(timing.retryMaxMs, timing.retryMinMs * 2 ** (attempt + 1))
  return timing.retryMinMs + random() * (upper - timing.retryMinMs)
}

export function createSocket(options: SocketOptions): Socket {
  const timing = { ...SOCKET_TIMING, ...options.timing }
  const random = options.random ?? Math.random
  const hurry = createHurry()
  const deadline = createDeadline(() => {
    traffic.gaveUp()
    client.terminate()
  })
  const traffic = new Traffic(timing)
  let open: WebSocket | null = null

  const client = createClient({
    url: options.url,
    webSocketImpl: options.webSocketImpl,
    lazy: true,
    lazyCloseTimeout: timing.idleMs,
    keepAlive: timing.keepAliveMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => closeCodeOf(event) !== OTHER_PERSON,
    connectionParams: () => {
      const userId = options.person?.()
      return userId === undefined ? undefined : { userId }
    },
    retryWait: (attempt) => hurry.wait(retryDelay(attempt, timing, random)),
    on: {
      connecting: () => deadline.start(timing.connectMs),
      connected: (socket) => {
        open = socket as WebSocket
        deadline.clear()
      },
      ping: (received) => {
        if (!received) ask()
      },
      pong: (received) => {
        if (!received) return
        traffic.answered()
        deadline.clear()
      },
      // Whatever comes, the answer is behind it.
      message: () => open && deadline.extend(traffic.patienceMs),
      closed: (event) => {
        open = null
        traffic.forget()
        deadline.clear()
        if (closeCodeOf(event) === OTHER_PERSON) options.belongsToAnother?.()
      },
    },
  })

  function ask(): void {
    traffic.asked()
    deadline.start(traffic.patienceMs)
  }

  function wake(): void {
    hurry.now()
    if (open?.readyState !== 1) return
    open.send('{"type":"ping"}')
    ask()
  }

  return {
    client,
    expectOpening: () => traffic.expectOpening(),
    noteSending: (bytes) => traffic.noteSending(bytes),
    onDrop: (listener) => client.on('closed', (event) => listener(closeCodeOf(event))),
    wake,
    drop: () => {
      client.terminate()
      hurry.now()
    },
    close: async () => {
      deadline.clear()
      hurry.now()
      // An attempt that fails while it is being given up is over as well.
      await Promise.resolve(client.dispose()).catch(() => undefined)
    },
  }
}

/** The code a socket was closed with; null for whatever else ended it. */
export function closeCodeOf(event: unknown): number | null {
  if (typeof event !== 'object' || event === null || !('code' in event)) return null
  return typeof event.code === 'number' ? event.code : null
}

/** One timer; starting it again does not put it off. */
function createDeadline(expired: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    start(ms: number): void {
      timer ??= setTimeout(() => {
        timer = undefined
        expired()
      }, ms)
    },
    /** Puts one that is running off to so much from now. */
    extend(ms: number): void {
      if (timer === undefined) return
      this.clear()
      this.start(ms)
    },
    clear(): void {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Waits that can be cut short together. */
function createHurry() {
  const waiting = new Set<() => void>()
  return {
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        waiting.add(done)
      }),
    now(): void {
      for (const done of [...waiting]) done()
    },
  }
}
