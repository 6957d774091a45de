import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type pg from 'pg'
import { startThread } from './threads.ts'
import type { Counts, VerifyInput } from './verify.ts'

const KEPT = 7
const EVERY_MS = 24 * 60 * 60_000
const NAME = /^\d{4}-\d\d-\d\dT[\d-]+Z\.tar\.gz$/
const COPY_NAME = /^\d{4}-\d\d-\d\dT[\d-]+Z-before-/
const PARTIAL = '.partial'

/** Writes all files of the database, as they are between two statements, into one archive. */
export type Dump = (file: string) => Promise<void>

export interface BackupSource {
  dataDir: string
  pool: pg.Pool
  dump: Dump
}

export interface Backup {
  file: string
  /** What was found in it when it was opened. */
  counts: Counts
}

export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups')
}

/** Where the data folder is copied before it is migrated. */
export function copyFolder(dataDir: string): string {
  return join(dataDir, 'copies')
}

/** A moment as names of files have it; they are in the order of time. */
export function momentName(): string {
  return new Date().toISOString().replace(/[:.]/g, '-')
}

/** Finished backups, the oldest first. */
export function listBackups(dataDir: string): Promise<string[]> {
  return filesIn(dataDir, (name) => NAME.test(name))
}

function filesIn(dataDir: string, isWanted: (name: string) => boolean): Promise<string[]> {
  return namesIn(backupFolder(dataDir), isWanted)
}

async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter(isWanted)
    .sort()
    .map((name) => join(folder, name))
}

/** Whether the newest one is a day old, or there is none. */
export async function isBackupDue(dataDir: string): Promise<boolean> {
  const newest = (await listBackups(dataDir)).at(-1)
  return newest === undefined || Date.now() - (await stat(newest)).mtimeMs >= EVERY_MS
}

/**
 * A copy of the running database in `backups/`, opened and counted before it gets its name; the newest seven stay.
 * @throws when the copy does not hold what the database held before it was made. Then nothing is removed.
 */
export async function makeBackup({ dataDir, pool, dump }: BackupSource): Promise<Backup> {
  const folder = backupFolder(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${momentName()}.tar.gz`)
  const partial = file + PARTIAL
  try {
    const least = await countIn(pool)
    await dump(partial)
    await flush(partial)
    const counts = await verify(partial)
    if (counts.documents < least.documents || counts.updates < least.updates) {
      throw new Error(`The backup holds ${JSON.stringify(counts)}, the database ${JSON.stringify(least)}`)
    }
    await rename(partial, file)
    await removeOld(dataDir)
    return { file, counts }
  } finally {
    await rm(partial, { force: true })
  }
}

async function countIn(pool: pg.Pool): Promise<Counts> {
  const { rows } = await pool.query<Counts>(COUNT_SQL)
  if (rows[0] === undefined) throw new Error('The database did not count its documents')
  return rows[0]
}

/** Documents and their log are never deleted, sealed or not, so a copy may hold more than was counted before, never less. */
export const COUNT_SQL = `SELECT (SELECT count(*)::int FROM "Document") AS documents,
  ((SELECT count(*) FROM "DocumentUpdate") + (SELECT COALESCE(sum("seq" - "seqFrom" + 1), 0) FROM "LogSegment"))::int
    AS updates`

/** Opens the copy in a thread of its own, in memory. */
function verify(file: string): Promise<Counts> {
  const input: VerifyInput = { file, sql: COUNT_SQL }
  return new Promise((resolve, reject) => {
    const thread = startThread('verify', input)
    thread.once('message', (counts: Counts) => {
      resolve(counts)
      void thread.terminate()
    })
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('The backup could not be opened')))
  })
}

/** A backup is for the day the power fails. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}

/** What a process that was killed had written of a backup; to be called by whoever holds the lock. */
export async function removeUnfinished(dataDir: string): Promise<void> {
  for (const file of await filesIn(
    dataDir,
    (name) => name.endsWith(PARTIAL) && NAME.test(name.slice(0, -PARTIAL.length)),
  ))
    await rm(file, { force: true })
}

/** What was copied before a migration is no older than the backups either: what was taken out of the data is in it still. */
async function removeOld(dataDir: string): Promise<void> {
  const backups = await listBackups(dataDir)
  for (const file of backups.slice(0, -KEPT)) await rm(file)
  const kept = backups.slice(-KEPT)
  const [oldest] = kept
  if (oldest === undefined || kept.length < KEPT) return
  for (const copy of await listCopies(dataDir)) {
    if (basename(copy) < basename(oldest)) await rm(copy, { recursive: true })
  }
}

/** Copies of the data folder from before migrations, the oldest first. */
function listCopies(dataDir: string): Promise<string[]> {
  return namesIn(copyFolder(dataDir), (name) => COPY_NAME.test(name))
}
