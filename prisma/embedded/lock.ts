/**
 * One process at a time may open a data folder: two openers would both acknowledge writes and lose them.
 *
 * The folder `lock/` holds exactly one file. Its name says who holds the data folder (or `free`), its modification
 * time is the holder's heartbeat. Taking, taking over and releasing are each one rename of that file, so of any number
 * of starters that saw the same state exactly one succeeds; the others find the file gone.
 * A lock is taken over only if its process is gone on the same boot, or, where that cannot be seen, if its heartbeat
 * is 30 s old. A living process never loses its lock, however long it was suspended.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromFileName, type Holder, isAlive, isOnThisMachine, thisProcess, toFileName } from './holder.ts'

const HEARTBEAT_MS = 1_000
const STALE_MS = 30_000
const FREE = 'free'
const ATTEMPTS = 20

/** The data folder is in use; the message names by whom. */
export class LockedError extends Error {
  readonly holder: Holder
  constructor(dataDir: string, holder: Holder, heartbeatAgeMs: number) {
    const age = Math.max(0, Math.round(heartbeatAgeMs / 1000))
    super(
      `The data folder ${dataDir} is in use by process ${holder.pid} on ${holder.host} (last sign of life ${age} s ago).` +
        ' Stop that process first, or set DATA_DIR to another folder.',
    )
    this.name = 'LockedError'
    this.holder = holder
  }
}

export interface Lock {
  release(): Promise<void>
}

interface LockState {
  fileName: string
  holder: Holder | null
  heartbeatAgeMs: number
}

function lockFolder(dataDir: string): string {
  return join(dataDir, 'lock')
}

async function unlessCode<T>(work: Promise<T>, codes: string[]): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** Null while there is no lock yet, or in the moment of another process's rename. */
async function readState(dataDir: string): Promise<LockState | null> {
  const folder = lockFolder(dataDir)
  const names = await unlessCode(readdir(folder), ['ENOENT'])
  const fileName = names?.length === 1 ? names[0] : undefined
  if (fileName === undefined) return null
  const info = await unlessCode(stat(join(folder, fileName)), ['ENOENT'])
  if (info === null) return null
  return { fileName, holder: fromFileName(fileName), heartbeatAgeMs: Date.now() - info.mtimeMs }
}

function isHeld(state: LockState): state is LockState & { holder: Holder } {
  if (state.holder === null) return false
  if (!isOnThisMachine(state.holder)) return state.heartbeatAgeMs < STALE_MS
  return isAlive(state.holder)
}

/** Who holds the data folder now; nothing is changed. */
export async function findHolder(dataDir: string): Promise<LockedError | null> {
  const state = await readState(dataDir)
  return state !== null && isHeld(state) ? new LockedError(dataDir, state.holder, state.heartbeatAgeMs) : null
}

/** Puts a free lock in place; a folder that is there already and not empty wins. */
async function createLockFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const prepared = await mkdtemp(join(dataDir, 'lock-'))
  await writeFile(join(prepared, FREE), '')
  const placed = await unlessCode(
    rename(prepared, lockFolder(dataDir)).then(() => true),
    ['ENOTEMPTY', 'EEXIST'],
  )
  if (placed === null) await rm(prepared, { recursive: true })
}

/** One rename from the state that was judged; false if another process was faster. */
async function takeFrom(dataDir: string, state: LockState, fileName: string): Promise<boolean> {
  const source = join(lockFolder(dataDir), state.fileName)
  const now = new Date()
  // The heartbeat is renewed first: a lock must not look stale to another machine in the moment it is taken.
  const touched = await unlessCode(
    utimes(source, now, now).then(() => true),
    ['ENOENT'],
  )
  if (touched === null) return false
  const renamed = await unlessCode(
    rename(source, join(lockFolder(dataDir), fileName)).then(() => true),
    ['ENOENT'],
  )
  return renamed === true
}

/**
 * Takes the data folder for this process until `release`.
 * `onLost` is called if somebody removed or took the lock all the same: writing must stop at once.
 * @throws LockedError when a living process holds it.
 */
export async function acquireLock(dataDir: string, onLost: (error: Error) => void): Promise<Lock> {
  const fileName = toFileName(thisProcess(randomBytes(4).toString('hex')))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const state = await readState(dataDir)
    if (state === null) {
      await createLockFolder(dataDir)
      continue
    }
    if (isHeld(state)) throw new LockedError(dataDir, state.holder, state.heartbeatAgeMs)
    if (!(await takeFrom(dataDir, state, fileName))) continue
    if ((await readState(dataDir))?.fileName === fileName) return keepLock(dataDir, fileName, onLost)
  }
  throw new Error(`The lock in ${lockFolder(dataDir)} keeps changing hands; try again.`)
}

function keepLock(dataDir: string, fileName: string, onLost: (error: Error) => void): Lock {
  const path = join(lockFolder(dataDir), fileName)
  let isReleased = false
  const lose = (cause: unknown): void => {
    if (isReleased) return
    clearInterval(heartbeat)
    onLost(new Error(`The lock of the data folder ${dataDir} was lost`, { cause }))
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(lose)
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    async release() {
      isReleased = true
      clearInterval(heartbeat)
      await unlessCode(rename(path, join(lockFolder(dataDir), FREE)), ['ENOENT'])
    },
  }
}
