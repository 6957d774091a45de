import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { type Backup, makeBackup, removeUnfinished } from './embedded/backup.ts'
import { openEmbedded } from './embedded/open.ts'
import { startBackups, startUpkeep } from './embedded/upkeep.ts'
import { PrismaClient } from './generated/client/client.ts'
import { createPool, OVER_A_NETWORK } from './pool.ts'
import { statementNames } from './statement-names.ts'

export { type Channel, type ChannelOptions, openChannel } from './channel.ts'
export { findHolder, LockedError } from './embedded/lock.ts'
export * from './generated/client/client.ts'

export type Db = PrismaClient

export type DatabaseKind = 'embedded' | 'postgres'

/** A connected database: the same client whichever kind it is. */
export interface Database {
  db: Db
  kind: DatabaseKind
  /** The connections under `db`; for migrations. Nothing else speaks to the database directly. */
  pool: pg.Pool
  /** Set for the embedded kind. */
  dataDir?: string
  /** Makes and verifies a backup in the data folder; for the embedded kind. PostgreSQL has its own tools. */
  backup?(): Promise<Backup>
  /** Set for the postgres kind. */
  url?: string
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** postgres://…; without it the database embedded in `dataDir` is used. */
  url?: string | undefined
  dataDir?: string | undefined
  onProgress?: ((step: string) => void) | undefined
  /** The database is gone for good: end the process. By default the error is thrown where nobody catches it. */
  onFailure?: ((error: Error) => void) | undefined
  /** A backup could not be made; all else goes on. By default it is printed. */
  onProblem?: ((error: Error) => void) | undefined
}

const POSTGRES_CONNECTIONS = 10

function throwUncaught(error: Error): void {
  setImmediate(() => {
    throw error
  })
}

/** A batch waits for its turn as a single statement does: where many come at once there is one connection for all. */
const PATIENCE = { maxWait: 20_000, timeout: 20_000 }

function connect(config: pg.PoolConfig): { db: Db; pool: pg.Pool } {
  const pool = createPool(config)
  const adapter = new PrismaPg(pool, { statementNameGenerator: statementNames() })
  return { db: new PrismaClient({ adapter, transactionOptions: PATIENCE }), pool }
}

/** Closing twice is closing once. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= close()
    return closing
  }
}

async function disconnect(db: Db, pool: pg.Pool): Promise<void> {
  await db.$disconnect()
  await pool.end()
}

function openPostgres(url: string): Database {
  const { db, pool } = connect({ connectionString: url, max: POSTGRES_CONNECTIONS, ...OVER_A_NETWORK })
  return { db, pool, kind: 'postgres', url, close: once(() => disconnect(db, pool)) }
}

async function openDataDir(dataDir: string, options: DatabaseOptions): Promise<Database> {
  options.onProgress?.(`Opening the embedded database in ${dataDir}`)
  const onFailure = options.onFailure ?? throwUncaught
  const embedded = await openEmbedded({ dataDir, onFailure })
  const { db, pool } = connect({
    host: embedded.socketFolder,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
  })
  // Behind the socket there is one session for ever: a new connection meets the statements that the last one prepared.
  // Where this fails the connection is lost, and the next query makes another.
  pool.on('connect', (client) => client.query('DEALLOCATE ALL').catch(() => undefined))
  const backup = (): Promise<Backup> => makeBackup({ dataDir, pool, dump: embedded.dump })
  const onProblem = options.onProblem ?? ((error) => process.emitWarning(error))
  await removeUnfinished(dataDir).catch(onProblem)
  const ends = [startUpkeep(pool, onFailure), startBackups(dataDir, backup, onProblem)]
  const close = async (): Promise<void> => {
    for (const end of ends) end()
    await disconnect(db, pool)
    await embedded.close()
  }
  return { db, pool, kind: 'embedded', dataDir, backup, close: once(close) }
}

/** Opens PostgreSQL at `url`, or the database embedded in `dataDir` (created if it is not there). */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) return Promise.resolve(openPostgres(options.url))
  if (options.dataDir === undefined) throw new Error('openDatabase needs a url or a dataDir')
  return openDataDir(options.dataDir, options)
}
