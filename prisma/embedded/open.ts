import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { acquireLock } from './lock.ts'
import { loadProgram } from './program.ts'
import { startThread } from './threads.ts'
import type { WorkerInput, WorkerMessage, WorkerOrder } from './worker.ts'

/** Longest path a Unix socket may have on every system we run on. */
const MAX_SOCKET_PATH = 100
/** pg looks for `.s.PGSQL.<port>` in the folder it is given as a host. */
const SOCKET_FILE = '.s.PGSQL.5432'

export interface EmbeddedDatabase {
  /** Folder of the Unix socket: pg's `host`. Takes exactly one connection. */
  socketFolder: string
  /** Writes all its files into one archive, as they are between two statements. */
  dump(file: string): Promise<void>
  close(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** The database stopped by itself or lost its lock; nothing can be written any more. */
  onFailure: (error: Error) => void
}

export function databaseFolder(dataDir: string): string {
  return join(dataDir, 'postgres')
}

/** Written when the database has been created to the end; without it nothing was ever acknowledged in the folder. */
const CREATED = 'created'

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** A creation that was cut short cannot be opened and cannot be continued: it is put aside and begins again. */
async function putUnfinishedAside(folder: string): Promise<void> {
  if (!(await exists(folder)) || (await exists(join(folder, CREATED)))) return
  await rename(folder, `${folder}-unfinished-${Date.now()}`)
}

/** A folder only we may enter, since the socket asks for no password. */
async function createSocketFolder(dataDir: string): Promise<string> {
  const beside = join(dataDir, 'socket')
  if (join(beside, SOCKET_FILE).length > MAX_SOCKET_PATH) return mkdtemp(join(tmpdir(), 'wz-'))
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true, mode: 0o700 })
  await chmod(beside, 0o700)
  return beside
}

function startWorker(input: WorkerInput): Worker {
  return startThread('worker', input)
}

function order(worker: Worker, what: WorkerOrder): void {
  worker.postMessage(what)
}

function dumpBy(worker: Worker, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (said: WorkerMessage): void => {
      if (typeof said === 'string' || said.dumped !== file) return
      worker.off('message', listen)
      worker.off('exit', fail)
      if (said.problem === undefined) resolve()
      else reject(new Error(`The embedded database could not be copied: ${said.problem}`))
    }
    const fail = (): void => reject(new Error('The embedded database ended while it was copied'))
    worker.on('message', listen)
    worker.once('exit', fail)
    order(worker, { dumpTo: file })
  })
}

/** Resolves on the message; rejects if the thread ends before it. */
function waitFor(worker: Worker, message: WorkerMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (said: WorkerMessage) => said === message && resolve())
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The embedded database ended (code ${code})`)))
  })
}

/** Opens, or creates, the database of a data folder in a thread of its own and locks the folder. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  let worker: Worker | undefined
  const lock = await acquireLock(options.dataDir, (error) => {
    void worker?.terminate()
    options.onFailure(error)
  })
  try {
    const socketFolder = await createSocketFolder(options.dataDir)
    const folder = databaseFolder(options.dataDir)
    await putUnfinishedAside(folder)
    worker = startWorker({ folder, socketPath: join(socketFolder, SOCKET_FILE), program: await loadProgram() })
    await waitFor(worker, 'ready')
    await writeFile(join(folder, CREATED), '')
    return superviseWorker(worker, socketFolder, lock.release, options.onFailure)
  } catch (error) {
    await worker?.terminate()
    await lock.release()
    throw error
  }
}

function superviseWorker(
  worker: Worker,
  socketFolder: string,
  release: () => Promise<void>,
  onFailure: (error: Error) => void,
): EmbeddedDatabase {
  let isClosing = false
  let hasEnded = false
  const end = (error: Error): void => {
    hasEnded = true
    if (!isClosing) onFailure(error)
  }
  worker.once('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.once('exit', (code) => {
    if (!hasEnded) end(new Error(`The embedded database ended (code ${code})`))
  })

  const closeWorker = async (): Promise<void> => {
    const closed = waitFor(worker, 'closed')
    order(worker, 'close')
    await closed
    await worker.terminate()
    await rm(socketFolder, { recursive: true, force: true })
  }
  const close = async (): Promise<void> => {
    isClosing = true
    // After a failure the folder may already belong to the next process.
    if (!hasEnded) await closeWorker()
    await release()
  }
  return { socketFolder, dump: (file) => dumpBy(worker, file), close }
}
