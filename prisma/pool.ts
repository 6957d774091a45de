import pg from 'pg'

/** A statement that runs longer is ended, so that one mistake cannot stall every room. */
const STATEMENT_TIMEOUT_MS = 5_000
/**
 * By then the server has ended it; no answer means that nobody answers any more. A firewall that forgot the connection or a
 * host that is gone tells nothing, and the system goes on trying for a quarter of an hour.
 */
const SILENCE_MS = 8_000
/** For a connection to be made, or to be free. */
const CONNECTION_MS = 20_000

type Query = (config: string | pg.QueryConfig, values?: unknown[]) => Promise<pg.QueryResult>

/** For a server beyond a network. */
export const OVER_A_NETWORK = {
  query_timeout: SILENCE_MS,
  connectionTimeoutMillis: CONNECTION_MS,
  keepAlive: true,
} satisfies pg.PoolConfig

/** Whether the connection is of no further use; a refused statement leaves it as it was. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  return error.severity === 'FATAL' || error.severity === 'PANIC'
}

/**
 * Connections to one database. `pg` itself throws a connection away after any failed statement; here it is kept, since
 * the embedded database takes exactly one and refuses the next until the last is gone.
 */
export function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ statement_timeout: STATEMENT_TIMEOUT_MS, ...config })
  const query: Query = async (statement, values) => {
    const client = await pool.connect()
    try {
      const result = await client.query(statement, values)
      client.release()
      return result
    } catch (error) {
      client.release(isFatal(error))
      throw error
    }
  }
  pool.query = query as typeof pool.query
  pool.on('connect', endWhenLost)
  // An idle connection that is lost is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

/** A transaction holds its connection to the end: without this, each of its statements would wait for the silence again. */
function endWhenLost(client: pg.PoolClient): void {
  if (!(client instanceof pg.Client)) return
  // While it is lent nobody else listens, and an error without a listener ends the process; the statement fails by itself.
  client.on('error', () => undefined)
  const ask = client.query.bind(client) as Query
  const query: Query = async (statement, values) => {
    try {
      return await ask(statement, values)
    } catch (error) {
      if (isFatal(error)) client.end().catch(() => undefined)
      throw error
    }
  }
  client.query = query as typeof client.query
}
