import pg from 'pg'

/** A statement that runs longer is ended, so that one mistake cannot stall every room. */
const STATEMENT_TIMEOUT_MS = 5_000

type Query = (config: string | pg.QueryConfig, values?: unknown[]) => Promise<pg.QueryResult>

/** Whether the connection is of no further use; a refused statement leaves it as it was. */
function isFatal(error: unknown): boolean {
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
  // An idle connection that is lost is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}
