import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { cleanEnv, SERVER_FLAGS } from '../env.ts'
import { until } from './until.ts'

const MAIN = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url))
const START_MS = 60_000

export interface ProcessOptions {
  /** One of the two: postgres://…, or a folder for the embedded database. */
  url?: string | undefined
  dataDir?: string | undefined
  /** Signs the cookies, so that a test can make them. */
  secret: string
}

/** The real server as a process of its own, which can be killed. */
export class ServerProcess {
  readonly port: number
  readonly origin: string
  private readonly options: ProcessOptions
  private child: ChildProcess | null = null
  private output = ''

  constructor(port: number, options: ProcessOptions) {
    this.port = port
    this.origin = `http://127.0.0.1:${port}`
    this.options = options
  }

  /** Of the running server; to see what it uses. */
  get pid(): number {
    const pid = this.child?.pid
    if (pid === undefined) throw new Error('The server is not running')
    return pid
  }

  /** Starts, and tells how many milliseconds passed until it answered. */
  async start(): Promise<number> {
    const began = performance.now()
    const child = spawn(process.execPath, [...SERVER_FLAGS, '--inspect-port=0', MAIN], {
      env: this.variables(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    this.output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (words: string) => (this.output += words))
    }
    await until('the server to answer', () => this.answersOrDied(child), START_MS).catch((error: unknown) => {
      throw new Error(`It said: ${this.output}`, { cause: error })
    })
    return performance.now() - began
  }

  /** Nothing of it gets a chance to tidy up. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM')
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name)
  }

  /** What it holds now, in bytes, with nothing left lying about that nobody needs. */
  async residentBytes(): Promise<number> {
    await collectGarbage(await this.inspectorUrl())
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  }

  /** Node opens its inspector, on loopback, for whoever may send it this signal. */
  private async inspectorUrl(): Promise<string> {
    const find = (): string | undefined => /Debugger listening on (ws:\S+)/.exec(this.output)?.[1]
    if (find() === undefined) this.signal('SIGUSR1')
    await until('the inspector to listen', () => find() !== undefined)
    return find() ?? ''
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child
    this.child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  private async answersOrDied(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${this.output}`)
    const answer = await fetch(`${this.origin}/healthz`).catch(() => null)
    return answer?.ok ?? false
  }

  private variables(): NodeJS.ProcessEnv {
    const { url, dataDir, secret } = this.options
    return cleanEnv({
      NODE_ENV: 'test',
      PORT: String(this.port),
      LOG_LEVEL: 'warn',
      AUTH_SECRET: secret,
      PUBLIC_URL: this.origin,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'test@example.org',
      ...(url === undefined ? {} : { DATABASE_URL: url }),
      ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
    })
  }
}

/** Fails without a database: the server would take the one of this checkout. */
export async function createServerProcess(options: ProcessOptions): Promise<ServerProcess> {
  if (options.url === undefined && options.dataDir === undefined) throw new Error('There is no database to serve')
  return new ServerProcess(await freePort(), options)
}

async function collectGarbage(inspectorUrl: string): Promise<void> {
  const socket = new WebSocket(inspectorUrl)
  await once(socket, 'open')
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await once(socket, 'message')
  socket.close()
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
