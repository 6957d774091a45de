import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { parentPort, workerData } from 'node:worker_threads'
import { createGzip } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { Program } from './program.ts'

/** What the thread is started with. */
export interface WorkerInput {
  folder: string
  socketPath: string
  program: Program
}

/** What the thread is told: to write its files into an archive, any number of times; to close, last. */
export type WorkerOrder = { dumpTo: string } | 'close'

/** What the thread says: `ready` once, `closed` last. An uncaught error ends the thread. */
export type WorkerMessage = 'ready' | 'closed' | { dumped: string; problem?: string }

/** The defaults are made for a machine of its own: this much is plenty here, and opening takes a third of the time. */
const SETTINGS = ['shared_buffers=32MB', 'min_wal_size=32MB']

async function serve(
  input: WorkerInput,
  say: (message: WorkerMessage) => void,
  onOrder: (take: (order: WorkerOrder) => void) => void,
): Promise<void> {
  const pglite = await PGlite.create({
    dataDir: input.folder,
    pgliteWasmModule: input.program,
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
  })
  // One connection: the socket multiplexes single protocol messages, and two connections would mix each other's rows.
  const server = new PGLiteSocketServer({ db: pglite, path: input.socketPath, maxConnections: 1 })
  server.addEventListener('error', (event) => {
    throw new Error('The embedded database lost its socket', { cause: (event as CustomEvent).detail })
  })
  await server.start()

  async function close(): Promise<void> {
    await server.stop()
    await pglite.close()
    say('closed')
  }

  async function dump(file: string): Promise<void> {
    try {
      await writeArchive(pglite, file)
      say({ dumped: file })
    } catch (error) {
      say({ dumped: file, problem: String(error) })
    }
  }

  onOrder((order) => void (order === 'close' ? close() : dump(order.dumpTo)))
  say('ready')
}

/** Statements wait while the files are read, not while they are pressed together. */
async function writeArchive(pglite: PGlite, file: string): Promise<void> {
  const files = await pglite.dumpDataDir('none')
  const bytes = Readable.fromWeb(files.stream() as ReadableStream)
  await pipeline(bytes, createGzip({ level: 6 }), createWriteStream(file, { mode: 0o600 }))
}

const port = parentPort
if (port === null) throw new Error('embedded/worker.ts runs in a worker thread only')
await serve(
  workerData as WorkerInput,
  (message) => port.postMessage(message),
  (take) => port.on('message', take),
)
