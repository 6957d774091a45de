// What processes over one PostgreSQL tell each other, by LISTEN and NOTIFY: short words, to everybody who listens, the one
// who tells included. It carries speed and never truth: what is told while a connection is away is lost for who is behind
// it, and they are told so, once, when they are back.

import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { isFatal } from './pool.ts'

export interface Channel {
  /** Never throws and never waits. What cannot be told now is told once the connection is back. */
  tell(message: string): void
  /** `missed` is called where something may have been told that was not heard. Returns how to stop. */
  listen(hear: (message: string) => void, missed: () => void): () => void
  close(): Promise<void>
}

export interface ChannelOptions {
  url: string
  /** The connection was lost, or could not be made again; it is tried further. */
  onProblem(error: unknown): void
  /** No answer for this long means that the connection is lost; as often it is asked for one. */
  silenceMs?: number
}

const NAME = 'wspolny_zapis'
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5_000
/** The system's own two hours would be two hours in which nothing is heard. */
const KEEP_ALIVE_MS = 10_000
const SILENCE_MS = 10_000
/** More is not kept for a connection that is away: all are told that they missed something. */
const MAX_UNTOLD = 1_000
const MISSED = ''

/** Resolves once it listens. */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const channel = new PostgresChannel(options)
  await channel.connect()
  return channel
}

class PostgresChannel implements Channel {
  private readonly options: ChannelOptions
  private readonly listeners = new Set<{ hear: (message: string) => void; missed: () => void }>()
  private readonly closing = new AbortController()
  /** A set: what is told twice before it left is told once. */
  private untold = new Set<string>()
  private client: pg.Client | null = null
  private telling: Promise<void> | null = null
  private readonly silenceMs: number
  private readonly listeningFor: NodeJS.Timeout

  constructor(options: ChannelOptions) {
    this.options = options
    this.silenceMs = options.silenceMs ?? SILENCE_MS
    this.listeningFor = setInterval(() => void this.askForAnswer(), this.silenceMs).unref()
  }

  tell(message: string): void {
    if (this.untold.size >= MAX_UNTOLD) this.untold = new Set([MISSED])
    else this.untold.add(message)
    this.telling ??= this.tellAll()
  }

  listen(hear: (message: string) => void, missed: () => void): () => void {
    const listener = { hear, missed }
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.listeningFor)
    await this.telling
    this.closing.abort()
    await this.client?.end()
  }

  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: NAME,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: this.silenceMs,
      query_timeout: this.silenceMs,
    })
    // An error without a listener would end the process; the end of the connection follows it.
    client.on('error', (error) => this.options.onProblem(error))
    client.on('notification', ({ payload = MISSED }) => this.hear(payload))
    await client.connect()
    await client.query(`LISTEN ${NAME}`).catch((error: unknown) => {
      client.end().catch(this.options.onProblem)
      throw error
    })
    if (this.closing.signal.aborted) {
      await client.end()
      return
    }
    client.once('end', () => this.lost(client))
    this.client = client
  }

  private hear(message: string): void {
    for (const { hear, missed } of this.listeners) {
      if (message === MISSED) missed()
      else hear(message)
    }
  }

  private lost(client: pg.Client): void {
    if (this.client !== client || this.closing.signal.aborted) return
    this.client = null
    void this.connectAgain()
  }

  private async connectAgain(): Promise<void> {
    for (let wait = FIRST_BACKOFF_MS; !this.closing.signal.aborted; wait = Math.min(2 * wait, MAX_BACKOFF_MS)) {
      try {
        await this.connect()
        this.hear(MISSED)
        this.telling ??= this.tellAll()
        return
      } catch (error) {
        this.options.onProblem(error)
        await delay(wait, undefined, { signal: this.closing.signal }).catch(() => undefined)
      }
    }
  }

  private async tellAll(): Promise<void> {
    await new Promise(setImmediate)
    while (this.untold.size > 0 && this.client !== null) {
      const messages = [...this.untold]
      this.untold.clear()
      try {
        await this.client.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [NAME, messages])
      } catch (error) {
        this.untold = new Set([...messages, ...this.untold])
        this.giveUp(error)
        break
      }
    }
    this.telling = null
  }

  /** What only listens would not notice that nothing comes any more. */
  private async askForAnswer(): Promise<void> {
    if (this.client === null || this.telling !== null) return
    await this.client.query('SELECT').catch((error: unknown) => this.giveUp(error))
  }

  /** A connection that did not answer is ended here: its end is what makes the next one. */
  private giveUp(error: unknown): void {
    this.options.onProblem(error)
    if (isFatal(error)) this.client?.end().catch(this.options.onProblem)
  }
}
