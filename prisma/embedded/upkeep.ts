import pg from 'pg'
import { isBackupDue } from './backup.ts'

/** Without checkpoints the write-ahead log grows for ever, and with it the time to open after a kill. */
const CHECKPOINT_MS = 5 * 60_000
const VACUUM_MS = 60 * 60_000
/** How often it is asked whether the last backup is a day old: a server that is started daily makes them too. */
const BACKUP_MS = 60 * 60_000

/** Removes rows that updates left behind, table by table, so that nobody waits for all of them. */
export async function vacuumTables(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
  )
  for (const { name } of rows) await pool.query(`VACUUM (ANALYZE) ${pg.escapeIdentifier(name)}`)
}

/**
 * PostgreSQL's background processes do not exist in the embedded one: their work is done here, over the same single
 * connection. Returns what ends it.
 */
export function startUpkeep(pool: pg.Pool, onFailure: (error: Error) => void): () => void {
  const every = (ms: number, work: () => Promise<unknown>): NodeJS.Timeout =>
    setInterval(() => void work().catch(onFailure), ms).unref()
  const timers = [every(CHECKPOINT_MS, () => pool.query('CHECKPOINT')), every(VACUUM_MS, () => vacuumTables(pool))]
  return () => timers.forEach(clearInterval)
}

/**
 * Makes a backup a day. One that fails costs the people who write nothing, so it is only told; the next try is in an
 * hour. Returns what ends it.
 */
export function startBackups(
  dataDir: string,
  make: () => Promise<unknown>,
  onProblem: (error: Error) => void,
): () => void {
  let isRunning = false
  let isEnded = false
  const look = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    try {
      if (await isBackupDue(dataDir)) await make()
    } catch (error) {
      if (!isEnded) onProblem(error instanceof Error ? error : new Error(String(error)))
    } finally {
      isRunning = false
    }
  }
  const timer = setInterval(() => void look(), BACKUP_MS).unref()
  return () => {
    isEnded = true
    clearInterval(timer)
  }
}
